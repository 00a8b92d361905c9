/* Port access by width, in bytes: nothing else in the server touches a port. */
#ifndef PCI_PORTS_H
#define PCI_PORTS_H

#include <kintsugi/types.h>

u32 port_in(u16 port, u32 width);
void port_out(u16 port, u32 width, u32 value);

#endif
