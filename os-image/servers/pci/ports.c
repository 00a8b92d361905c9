/* See ports.h. */
#include "ports.h"

#include <kintsugi/ports.h>

u32
port_in(u16 port, u32 width)
{
	switch (width) {
	case 1:
		return inb(port);
	case 2:
		return inw(port);
	default:
		return inl(port);
	}
}

void
port_out(u16 port, u32 width, u32 value)
{
	switch (width) {
	case 1:
		outb(port, (u8)value);
		break;
	case 2:
		outw(port, (u16)value);
		break;
	default:
		outl(port, value);
	}
}
