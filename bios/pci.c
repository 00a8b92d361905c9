/*
 * Finds the PCI functions of bus 0, gives each its addresses and its interrupt
 * line, and reports them. Configuration mechanism 1 (PCI Local Bus 2.2, 3.2.2.3).
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
#include "firmware.h"

#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA 0xcfc
#define CONFIG_ENABLE 0x80000000u

#define PCI_VENDOR 0x00
#define PCI_COMMAND 0x04
#define PCI_CLASS_REVISION 0x08
#define PCI_HEADER_TYPE 0x0e /* byte */
#define PCI_BAR0 0x10
#define PCI_INTERRUPT_LINE 0x3c /* line, then pin */

#define COMMAND_IO 0x0001u
#define COMMAND_MEMORY 0x0002u
#define HEADER_MULTIFUNCTION 0x80u
#define HEADER_TYPE_MASK 0x7fu
#define NO_DEVICE 0xffffffffu

#define BAR_IO 0x1u
#define BAR_IO_MASK 0xfffffffcu
#define BAR_MEMORY_MASK 0xfffffff0u
#define BAR_64BIT 0x4u /* in bits 2..1 */
#define BAR_COUNT 6u

#define SLOTS 32u
#define FUNCTIONS 8u
#define IO_FIRST 0xc000u
#define IO_END 0x10000u
#define MEMORY_FIRST 0xf0000000u
#define MEMORY_END 0xfe000000u /* interrupt controllers and ROM above */

#define CLASS_IDE 0x0101u
#define CLASS_ISA_BRIDGE 0x0601u
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

#define ROUTE_LINES 0x0a0b0a0bu /* registers 60h to 63h: 11, 10, 11, 10 */
#define LEVEL_LINES (1u << 10 | 1u << 11)

struct function {
	uint8_t slot, number;
	uint16_t vendor, device;
	uint16_t class;     /* base class and subclass */
	uint8_t interface;  /* programming interface */
};

static uint32_t next_io, next_memory;

static void
select(const struct function *function, unsigned offset)
{
	outl(CONFIG_ADDRESS, CONFIG_ENABLE | (uint32_t)function->slot << 11 |
	                             (uint32_t)function->number << 8 | (offset & 0xfc));
}

static uint32_t
config_read(const struct function *function, unsigned offset)
{
	select(function, offset);
	return inl(CONFIG_DATA);
}

static void
config_write(const struct function *function, unsigned offset, uint32_t value)
{
	select(function, offset);
	outl(CONFIG_DATA, value);
}

static uint16_t
config_read16(const struct function *function, unsigned offset)
{
	return (uint16_t)(config_read(function, offset) >> (offset & 2) * 8);
}

static void
config_write16(const struct function *function, unsigned offset, uint16_t value)
{
	select(function, offset);
	outw(CONFIG_DATA + (offset & 2), value);
}

static void
config_write8(const struct function *function, unsigned offset, uint8_t value)
{
	select(function, offset);
	outb(CONFIG_DATA + (offset & 3), value);
}

/* Separates a function's resources by blanks, on a new line where they do not fit. */
static void
say_range(const char *kind, unsigned digits, uint32_t first, uint32_t last)
{
	if (say_column() + 1 + strlen(kind) + 1 + 2 * digits + 1 > 79)
		say("\n%48s", "");
	if (digits == 4)
		say(" %s %04x-%04x", kind, first, last);
	else
		say(" %s %08x-%08x", kind, first, last);
}

static void
setup_io_bar(const struct function *function, unsigned offset)
{
	uint32_t size, base;

	config_write(function, offset, 0xffffffff);
	size = ~(config_read(function, offset) & BAR_IO_MASK) + 1;
	size &= 0xffff;
	if (size == 0)
		return;
	base = (next_io + size - 1) & ~(size - 1);
	if (base + size > IO_END) {
		config_write(function, offset, 0);
		say(" no ports left");
		return;
	}
	config_write(function, offset, base);
	next_io = base + size;
	say_range("io", 4, base, base + size - 1);
}

static void
setup_memory_bar(const struct function *function, unsigned offset, uint32_t value)
{
	uint32_t old = value & BAR_MEMORY_MASK, size, base;

	config_write(function, offset, 0xffffffff);
	size = ~(config_read(function, offset) & BAR_MEMORY_MASK) + 1;
	if (size == 0)
		return;
	base = old ? old : (next_memory + size - 1) & ~(size - 1);
	if (!old && (base < next_memory || size > MEMORY_END - base)) {
		config_write(function, offset, 0);
		say(" no memory range left");
		return;
	}
	config_write(function, offset, base);
	if (value & BAR_64BIT)
		config_write(function, offset + 4, 0);
	base = config_read(function, offset) & BAR_MEMORY_MASK;
	if (!old && base >= next_memory)
		next_memory = base + size;
	say_range("mem", 8, base, base + size - 1);
}

/* Decoding is off while addresses change; it comes back on with them in place. */
static void
setup_bars(const struct function *function)
{
	uint16_t command = config_read16(function, PCI_COMMAND);
	bool legacy_ide = function->class == CLASS_IDE && !(function->interface & IDE_NATIVE_CHANNELS);
	unsigned step;

	config_write16(function, PCI_COMMAND, command & (uint16_t)~(COMMAND_IO | COMMAND_MEMORY));
	for (unsigned bar = legacy_ide ? IDE_LEGACY_BARS : 0; bar < BAR_COUNT; bar += step) {
		unsigned offset = PCI_BAR0 + 4 * bar;
		uint32_t value = config_read(function, offset);

		step = 1;
		if (value & BAR_IO) {
			setup_io_bar(function, offset);
			continue;
		}
		if (value & BAR_64BIT)
			step = 2;
		setup_memory_bar(function, offset, value);
	}
	config_write16(function, PCI_COMMAND, command | COMMAND_IO | COMMAND_MEMORY);
}

/* Returns the line given to the function, 0 when it uses none. */
static uint8_t
setup_interrupt(const struct function *function)
{
	uint8_t pin = config_read(function, PCI_INTERRUPT_LINE) >> 8 & 0xff;
	uint8_t line;

	if (pin == 0)
		return 0;
	if (function->vendor == VENDOR_INTEL && function->device == PIIX4_POWER)
		line = POWER_LINE;
	else
		line = ROUTE_LINES >> ((pin - 1u + function->slot - 1u) & 3) * 8 & 0xff;
	config_write8(function, PCI_INTERRUPT_LINE, line);
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
		config_write(function, PIIX_ROUTING, ROUTE_LINES);
		elcr_set_level(LEVEL_LINES);
		break;
	case PIIX3_IDE:
	case PIIX4_IDE:
		config_write(function, PIIX_IDE_TIMING,
		             config_read(function, PIIX_IDE_TIMING) | PIIX_IDE_TIMING_DECODE);
		break;
	}
}

static void
setup_function(const struct function *function)
{
	uint8_t header = config_read(function, 0x0c) >> 16 & HEADER_TYPE_MASK;
	uint8_t line;

	setup_chipset(function);
	line = setup_interrupt(function);
	say("  00:%02x.%u  %04x:%04x  %-18s", (uint32_t)function->slot, (uint32_t)function->number,
	    (uint32_t)function->vendor, (uint32_t)function->device, pci_class_name(function->class));
	if (line)
		say("  irq %2u ", (uint32_t)line);
	else
		say("%9s", "");
	if (header == 0)
		setup_bars(function);
	say("\n");
}

static bool
probe(struct function *function, unsigned slot, unsigned number)
{
	uint32_t id, class_revision;

	function->slot = (uint8_t)slot;
	function->number = (uint8_t)number;
	id = config_read(function, PCI_VENDOR);
	if (id == NO_DEVICE || id == 0)
		return false;
	class_revision = config_read(function, PCI_CLASS_REVISION);
	function->vendor = id & 0xffff;
	function->device = id >> 16;
	function->class = class_revision >> 16;
	function->interface = class_revision >> 8 & 0xff;
	return true;
}

void
pci_init(void)
{
	struct function function;

	next_io = IO_FIRST;
	next_memory = MEMORY_FIRST;
	say("pci     bus 0\n");
	for (unsigned slot = 0; slot < SLOTS; slot++) {
		unsigned functions = 1;

		for (unsigned number = 0; number < functions; number++) {
			if (!probe(&function, slot, number))
				continue;
			if (number == 0 &&
			    (config_read(&function, 0x0c) >> 16 & HEADER_MULTIFUNCTION))
				functions = FUNCTIONS;
			setup_function(&function);
		}
	}
}
