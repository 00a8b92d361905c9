/* The ports of the card, which begin where the PCI server says. */
#ifndef DP8390_PORTS_H
#define DP8390_PORTS_H

#include <kintsugi/types.h>

void ports_set_base(u16 base);

u8 port_in(u32 offset);
void port_out(u32 offset, u8 value);

/* Many double words through one port; `bytes` is a multiple of 4. */
void port_in_many(u32 offset, void *to, u32 bytes);
void port_out_many(u32 offset, const void *from, u32 bytes);

#endif
