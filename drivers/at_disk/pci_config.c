/*
 * PCI configuration mechanism 1 (PCI Local Bus Specification 2.2, 3.2.2.3 and
 * chapter 6), as much as it takes to find one function and to switch it on.
 * Nothing is written to a function that did not answer.
 */
#include "pci_config.h"

#include <kintsugi/ports.h>

#define CONFIG_ADDRESS 0xcf8u
#define CONFIG_DATA 0xcfcu
#define CONFIG_ENABLE 0x80000000u

#define DEVICES 32u
#define FUNCTIONS 8u

#define VENDOR 0x00u
#define VENDOR_NONE 0xffffu
#define COMMAND 0x04u
#define COMMAND_IO 0x0001u
#define COMMAND_MASTER 0x0004u
#define CLASS 0x08u /* revision, programming interface, sub-class, class */
#define HEADER_TYPE 0x0cu /* third byte */
#define HEADER_MULTIFUNCTION 0x00800000u
#define BAR4 0x20u
#define BAR_IO 0x1u
#define BAR_IO_MASK 0xfffcu

#define CLASS_IDE 0x0101u
#define INTERFACE_MASTER 0x80u         /* it can master the bus */
#define INTERFACE_NATIVE_PRIMARY 0x01u /* the channel is not at the legacy ports */

static void
select(u32 device, u32 function, u32 offset)
{
	outl(CONFIG_ADDRESS, CONFIG_ENABLE | device << 11 | function << 8 | offset);
}

static u32
read(u32 device, u32 function, u32 offset)
{
	select(device, function, offset);
	return inl(CONFIG_DATA);
}

static int
is_present(u32 device, u32 function)
{
	return (read(device, function, VENDOR) & 0xffff) != VENDOR_NONE;
}

static int
is_ide_master(u32 device, u32 function)
{
	u32 class = read(device, function, CLASS);
	u32 interface = class >> 8 & 0xff;

	return class >> 16 == CLASS_IDE && interface & INTERFACE_MASTER &&
	       !(interface & INTERFACE_NATIVE_PRIMARY);
}

/* A write of 16 bits: the upper half of the register would clear error bits. */
static void
switch_on(u32 device, u32 function)
{
	u16 command;

	select(device, function, COMMAND);
	command = inw(CONFIG_DATA);
	outw(CONFIG_DATA, command | COMMAND_IO | COMMAND_MASTER);
}

static u16
master_base(u32 device, u32 function)
{
	u32 bar = read(device, function, BAR4);

	return bar & BAR_IO ? (u16)(bar & BAR_IO_MASK) : 0;
}

u16
pci_find_bus_master(void)
{
	u32 device, function;

	for (device = 0; device < DEVICES; device++)
		for (function = 0; function < FUNCTIONS; function++) {
			if (!is_present(device, function))
				continue;
			if (is_ide_master(device, function) && master_base(device, function) != 0) {
				switch_on(device, function);
				return master_base(device, function);
			}
			if (function == 0 &&
			    !(read(device, 0, HEADER_TYPE) & HEADER_MULTIFUNCTION))
				break;
		}
	return 0;
}
