/*
 * Finds the PCI functions of bus 0, gives each its addresses and its interrupt
 * line, and reports them (PCI Local Bus Specification 2.2, chapter 6).
 *
 * Nothing is ever written to a function that does not answer. Port ranges are
 * given out upwards from 0xC000, memory upwards from 0xF0000000, each aligned to
 * its own size. A memory BAR that already has an address, or does not take the
 * one it is given, is left alone. Functions get their I/O and memory decoding
 * switched on, never bus mastering: that is their driver's to ask for.
 *
 * Interrupts: pin and slot choose one of the chip set's four routing registers,
 * route = (pin - 1 + slot - 1) mod 4 (Intel 82371SB, PIRQRC[A:D]); these are
 * programmed to lines 11, 10, 11, 10, which become level-triggered.
 */
#include "pci.h"

#define COMMAND_IO 0x0001u
#define COMMAND_MEMORY 0x0002u
#define HEADER_TYPE_MASK 0x7fu

#define BAR_IO 0x1u
#define BAR_IO_MASK 0xfffffffcu
#define BAR_MEMORY_MASK 0xfffffff0u
#define BAR_64BIT 0x4u /* in bits 2..1 */
#define BAR_COUNT 6u

#define IO_FIRST 0xc000u
#define IO_END 0x10000u
#define MEMORY_FIRST 0xf0000000u
#define MEMORY_END 0xfe000000u /* interrupt controllers and ROM above */

#define CLASS_IDE 0x0101u
#define IDE_NATIVE_CHANNELS 0x05u /* in the programming interface */
#define IDE_LEGACY_BARS 4u
#define VENDOR_INTEL 0x8086u
#define PIIX3_ISA 0x7000u
#define PIIX4_ISA 0x7110u
#define PIIX3_IDE 0x7010u
#define PIIX4_IDE 0x7111u
#define PIIX4_POWER 0x7113u
#define PIIX_ROUTING 0x60
#define PIIX_IDE_TIMING 0x40
#define PIIX_IDE_TIMING_DECODE 0x80008000u /* both channels */
#define POWER_LINE 9 /* wired, not routed */
#define IDE_LINE 14  /* likewise, and 15 for the secondary channel */

#define ROUTE_LINES 0x0a0b0a0bu /* registers 60h to 63h: 11, 10, 11, 10 */
#define LEVEL_LINES (1u << 10 | 1u << 11)

/* Columns of the report */
#define IRQ_COLUMN 42u
#define RANGE_COLUMN 50u
#define SCREEN_COLUMNS 80u

static uint32_t next_io, next_memory;

/* A function's ranges stand beside each other where they fit, else below each other. */
static void
say_range(const char *kind, unsigned digits, uint32_t first, uint32_t last)
{
	unsigned width = strlen(kind) + 1 + 2 * digits + 1;

	if (say_column() > RANGE_COLUMN && say_column() + 2 + width < SCREEN_COLUMNS)
		say("  ");
	else
		say_tab(RANGE_COLUMN);
	if (digits == 4)
		say("%s %04x-%04x", kind, first, last);
	else
		say("%s %08x-%08x", kind, first, last);
}

static void
setup_io_bar(const struct function *function, unsigned offset)
{
	uint32_t size, base;

	pci_write32(function, offset, 0xffffffff);
	size = ~(pci_read32(function, offset) & BAR_IO_MASK) + 1;
	size &= 0xffff;
	if (size == 0)
		return;
	base = (next_io + size - 1) & ~(size - 1);
	if (base + size > IO_END) {
		pci_write32(function, offset, 0);
		say("  no ports left for BAR %u", (offset - PCI_BAR0) / 4);
		return;
	}
	pci_write32(function, offset, base);
	next_io = base + size;
	say_range("io", 4, base, base + size - 1);
}

static void
setup_memory_bar(const struct function *function, unsigned offset, uint32_t value)
{
	uint32_t old = value & BAR_MEMORY_MASK, size, base;

	pci_write32(function, offset, 0xffffffff);
	size = ~(pci_read32(function, offset) & BAR_MEMORY_MASK) + 1;
	if (size == 0)
		return;
	base = old ? old : (next_memory + size - 1) & ~(size - 1);
	if (!old && (base < next_memory || size > MEMORY_END - base)) {
		pci_write32(function, offset, 0);
		say("  no memory range left for BAR %u", (offset - PCI_BAR0) / 4);
		return;
	}
	pci_write32(function, offset, base);
	if (value & BAR_64BIT)
		pci_write32(function, offset + 4, 0);
	base = pci_read32(function, offset) & BAR_MEMORY_MASK;
	if (!old && base >= next_memory)
		next_memory = base + size;
	say_range("mem", 8, base, base + size - 1);
}

static bool
is_legacy_ide(const struct function *function)
{
	return function->class == CLASS_IDE && !(function->interface & IDE_NATIVE_CHANNELS);
}

/* Decoding is off while addresses change; it comes back on with them in place. */
static void
setup_bars(const struct function *function)
{
	uint16_t command = pci_read16(function, PCI_COMMAND);
	unsigned step;

	pci_write16(function, PCI_COMMAND, command & (uint16_t)~(COMMAND_IO | COMMAND_MEMORY));
	for (unsigned bar = is_legacy_ide(function) ? IDE_LEGACY_BARS : 0; bar < BAR_COUNT; bar += step) {
		unsigned offset = PCI_BAR0 + 4 * bar;
		uint32_t value = pci_read32(function, offset);

		step = 1;
		if (value & BAR_IO) {
			setup_io_bar(function, offset);
			continue;
		}
		if (value & BAR_64BIT)
			step = 2;
		setup_memory_bar(function, offset, value);
	}
	pci_write16(function, PCI_COMMAND, command | COMMAND_IO | COMMAND_MEMORY);
}

/* Returns the line given to the function, 0 when it uses none. */
static uint8_t
setup_interrupt(const struct function *function)
{
	uint8_t pin = pci_read8(function, PCI_INTERRUPT_LINE + 1);
	uint8_t line;

	if (is_legacy_ide(function))
		line = IDE_LINE;
	else if (pin == 0)
		return 0;
	else if (function->vendor == VENDOR_INTEL && function->device == PIIX4_POWER)
		line = POWER_LINE;
	else
		line = ROUTE_LINES >> ((pin - 1u + function->slot - 1u) & 3) * 8 & 0xff;
	pci_write8(function, PCI_INTERRUPT_LINE, line);
	return line;
}

static void
setup_chipset(const struct function *function)
{
	if (function->vendor != VENDOR_INTEL)
		return;
	switch (function->device) {
	case PIIX3_ISA:
	case PIIX4_ISA:
		pci_write32(function, PIIX_ROUTING, ROUTE_LINES);
		elcr_set_level(LEVEL_LINES);
		break;
	case PIIX3_IDE:
	case PIIX4_IDE:
		pci_write32(function, PIIX_IDE_TIMING,
		             pci_read32(function, PIIX_IDE_TIMING) | PIIX_IDE_TIMING_DECODE);
		break;
	}
}

static void
setup_function(const struct function *function)
{
	uint8_t header = pci_read32(function, PCI_HEADER) >> 16 & HEADER_TYPE_MASK;
	uint8_t line;

	setup_chipset(function);
	line = setup_interrupt(function);
	say("  00:%02x.%u  %04x:%04x  %s", (uint32_t)function->slot, (uint32_t)function->number,
	    (uint32_t)function->vendor, (uint32_t)function->device, pci_class_name(function->class));
	if (line) {
		say_tab(IRQ_COLUMN);
		say("irq %u", (uint32_t)line);
	}
	if (header == 0)
		setup_bars(function);
	say("\n");
}

void
pci_init(void)
{
	struct function function;
	unsigned found = 0;

	next_io = IO_FIRST;
	next_memory = MEMORY_FIRST;
	say("pci     bus 0\n");
	for (unsigned slot = 0; slot < PCI_SLOTS; slot++) {
		unsigned functions = pci_slot_functions(slot);

		for (unsigned number = 0; number < functions; number++) {
			if (!pci_probe(&function, slot, number))
				continue;
			setup_function(&function);
			found++;
		}
	}
	if (found == 0)
		say("  no function answers\n");
}
