/* See registers.h. Nothing else in this driver touches a port of the channel. */
#include "registers.h"

#include <kintsugi/ports.h>

#define COMMAND_BLOCK 0x1f0u
#define CONTROL_BLOCK 0x3f6u

#define MASTER_COMMAND 0u
#define MASTER_STATUS 2u
#define MASTER_TABLE 4u

static u16 master_base;

u8
ata_in(u32 reg)
{
	return inb((u16)(COMMAND_BLOCK + reg));
}

void
ata_out(u32 reg, u8 value)
{
	outb((u16)(COMMAND_BLOCK + reg), value);
}

u8
ata_alternate_status(void)
{
	return inb(CONTROL_BLOCK);
}

void
ata_control(u8 value)
{
	outb(CONTROL_BLOCK, value);
}

void
ata_data_in(void *to, u32 bytes)
{
	u32 words = bytes / 2;

	__asm__ volatile("rep insw"
			 : "+D"(to), "+c"(words)
			 : "d"((u16)(COMMAND_BLOCK + ATA_DATA))
			 : "memory");
}

void
ata_data_out(const void *from, u32 bytes)
{
	u32 words = bytes / 2;

	__asm__ volatile("rep outsw"
			 : "+S"(from), "+c"(words)
			 : "d"((u16)(COMMAND_BLOCK + ATA_DATA))
			 : "memory");
}

void
master_set_base(u16 base)
{
	master_base = base;
}

int
master_exists(void)
{
	return master_base != 0;
}

u8
master_status(void)
{
	return inb((u16)(master_base + MASTER_STATUS));
}

void
master_status_out(u8 value)
{
	outb((u16)(master_base + MASTER_STATUS), value);
}

void
master_command(u8 value)
{
	outb((u16)(master_base + MASTER_COMMAND), value);
}

void
master_table(u32 phys)
{
	outl((u16)(master_base + MASTER_TABLE), phys);
}
