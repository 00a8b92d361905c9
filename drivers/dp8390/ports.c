/* See ports.h. */
#include "ports.h"

#include <kintsugi/ports.h>

#define LONG_BYTES 4u

static u16 ports;

void
ports_set_base(u16 base)
{
	ports = base;
}

u8
port_in(u32 offset)
{
	return inb((u16)(ports + offset));
}

void
port_out(u32 offset, u8 value)
{
	outb((u16)(ports + offset), value);
}

void
port_in_many(u32 offset, void *to, u32 bytes)
{
	u32 count = bytes / LONG_BYTES;

	__asm__ volatile("rep insl"
			 : "+D"(to), "+c"(count)
			 : "d"((u16)(ports + offset))
			 : "memory");
}

void
port_out_many(u32 offset, const void *from, u32 bytes)
{
	u32 count = bytes / LONG_BYTES;

	__asm__ volatile("rep outsl"
			 : "+S"(from), "+c"(count)
			 : "d"((u16)(ports + offset))
			 : "memory");
}
