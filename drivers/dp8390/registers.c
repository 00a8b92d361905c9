/* See registers.h. */
#include "registers.h"

#include "ports.h"

static u8 state = CR_STP; /* CR_STP or CR_STA: each write of CR says it again */

u8
reg_in(u32 reg)
{
	return port_in(reg);
}

void
reg_out(u32 reg, u8 value)
{
	port_out(reg, value);
}

void
command(u8 bits)
{
	reg_out(CR, (u8)(state | (bits & (CR_READ | CR_WRITE) ? bits : bits | CR_NO_DMA)));
}

void
command_stop(void)
{
	state = CR_STP;
	command(0);
}

void
command_start(void)
{
	state = CR_STA;
	command(0);
}

static void
choose_page(u32 page)
{
	command((u8)(page << CR_PAGE_SHIFT));
}

u8
reg_in_page(u32 page, u32 reg)
{
	u8 value;

	choose_page(page);
	value = reg_in(reg);
	choose_page(0);
	return value;
}

void
reg_out_page(u32 page, u32 reg, u8 value)
{
	choose_page(page);
	reg_out(reg, value);
	choose_page(0);
}

void
data_in(void *to, u32 bytes)
{
	port_in_many(DATA_PORT, to, bytes);
}

void
data_out(const void *from, u32 bytes)
{
	port_out_many(DATA_PORT, from, bytes);
}
