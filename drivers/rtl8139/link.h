/* The link and the transceiver. Data sheet, 5.15 (MSR) and 5.20 (BMCR). */
#ifndef RTL8139_LINK_H
#define RTL8139_LINK_H

#include <kintsugi/types.h>

/* Lets the transceiver work and agree with the link's other end, if it is not set to that. */
void link_set_up(void);

/* Tells the network library how the link is now. */
void link_look(void);

int link_is_full_duplex(void);

#endif
