/* The card as the network driver library sees it. */
#ifndef RTL8139_DRIVER_H
#define RTL8139_DRIVER_H

#include <libdriver/net.h>

extern const struct net_driver rtl8139_driver;

/* Finds the card; on a thread. A machine without one has a driver that refuses to be configured. */
void driver_start(void);

#endif
