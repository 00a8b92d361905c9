/* See registers.h. */
#include "registers.h"

#include <kintsugi/ports.h>

static u16 ports;

void
registers_set_base(u16 base)
{
	ports = base;
}

u8
reg_in8(u32 reg)
{
	return inb((u16)(ports + reg));
}

u16
reg_in16(u32 reg)
{
	return inw((u16)(ports + reg));
}

u32
reg_in32(u32 reg)
{
	return inl((u16)(ports + reg));
}

void
reg_out8(u32 reg, u8 value)
{
	outb((u16)(ports + reg), value);
}

void
reg_out16(u32 reg, u16 value)
{
	outw((u16)(ports + reg), value);
}

void
reg_out32(u32 reg, u32 value)
{
	outl((u16)(ports + reg), value);
}
