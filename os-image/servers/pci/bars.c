/* See bars.h. PCI Local Bus Specification 2.2, 6.2.5. */
#include "bars.h"

#include <errno.h>

#include "config.h"
#include "functions.h"
#include "registers.h"

#define ALL_ONES 0xffffffffu
#define BRIDGE_BARS 2u
#define DECODES (PCI_COMMAND_IO | PCI_COMMAND_MEMORY)
#define IO_LENGTH_MAX 0x10000u /* upper address bits of an I/O range may be fixed to 0 */

/* Lengths that were found out, so that no driver is disturbed for them again. */
#define KNOWN_MAX 128u
struct known_length {
	u16 function;
	u16 vendor;
	u16 device;
	u8 index;
	u8 is_used;
	u32 value; /* of the register */
	u32 length;
};
static struct known_length known_lengths[KNOWN_MAX];
static u32 next_to_replace;

static u32
offset_of(u32 index)
{
	return BAR_FIRST + index * BAR_BYTES;
}

static u32
bar_count(u16 function)
{
	switch (config_read(function, HEADER_TYPE, 1) & HEADER_LAYOUT) {
	case LAYOUT_DEVICE:
		return PCI_BARS;
	case LAYOUT_BRIDGE:
		return BRIDGE_BARS;
	default:
		return 0;
	}
}

/* The channels of an IDE function at the legacy ports have no use for their registers. */
static int
is_without_meaning(const struct identity *identity, u32 index)
{
	static const u8 native[] = {
		IDE_PRIMARY_NATIVE, IDE_PRIMARY_NATIVE, IDE_SECONDARY_NATIVE, IDE_SECONDARY_NATIVE,
	};

	return identity->base_class == CLASS_STORAGE && identity->sub_class == SUB_CLASS_IDE &&
	       index < ARRAY_LEN(native) && !(identity->interface & native[index]);
}

static int
is_64bit(u32 value)
{
	return !(value & BAR_IS_IO) && (value & BAR_MEMORY_TYPE) == BAR_MEMORY_64BIT;
}

/* Whether the register is the upper half of the one before it. */
static int
is_upper_half(u16 function, u32 index)
{
	int is_upper = 0;
	u32 each;

	for (each = 0; each < index; each++)
		is_upper = !is_upper && is_64bit(config_read(function, offset_of(each), 4));
	return is_upper;
}

/*
 * What the register reads with all ones written to it, while the function decodes
 * nothing; 0 when it can't be kept from decoding: it would get in others' way.
 */
static u32
probe(u16 function, u32 offset, u32 value)
{
	u16 command = (u16)config_read(function, PCI_COMMAND, 2);
	u32 mask = 0;

	config_write(function, PCI_COMMAND, 2, command & (u16)~DECODES);
	if (!(config_read(function, PCI_COMMAND, 2) & DECODES)) {
		config_write(function, offset, 4, ALL_ONES);
		mask = config_read(function, offset, 4);
		config_write(function, offset, 4, value);
	}
	config_write(function, PCI_COMMAND, 2, command);
	return mask;
}

/* 0 when what the register says of itself makes no sense. */
static u32
length_of(u32 value, u32 mask)
{
	u32 is_io = value & BAR_IS_IO;
	u32 address = is_io ? BAR_IO_ADDRESS : BAR_MEMORY_ADDRESS;
	u32 length = ~(mask & address) + 1;

	if (is_io)
		length &= IO_LENGTH_MAX - 1;
	if (length == 0 || (length & (length - 1)) != 0 || (value & address) % length != 0)
		return 0;
	return length;
}

static u32
find_length(u16 function, const struct identity *identity, u32 index, u32 value)
{
	struct known_length *known;

	for (known = known_lengths; known < known_lengths + KNOWN_MAX; known++)
		if (known->is_used && known->function == function && known->index == index &&
		    known->vendor == identity->vendor && known->device == identity->device &&
		    known->value == value)
			return known->length;
	known = &known_lengths[next_to_replace];
	next_to_replace = (next_to_replace + 1) % KNOWN_MAX;
	*known = (struct known_length){
		.function = function,
		.vendor = identity->vendor,
		.device = identity->device,
		.index = (u8)index,
		.is_used = 1,
		.value = value,
		.length = length_of(value, probe(function, offset_of(index), value)),
	};
	return known->length;
}

static int
has_bar(u16 function, const struct identity *identity, u32 index)
{
	return index < bar_count(function) && !is_without_meaning(identity, index) &&
	       !is_upper_half(function, index);
}

/* Whether a 64-bit register has an address that we can reach. */
static int
is_below_4gb(u16 function, u32 index, u32 value)
{
	if (!is_64bit(value))
		return 1;
	return index + 1 < bar_count(function) &&
	       config_read(function, offset_of(index + 1), 4) == 0;
}

s32
bar_range(u16 function, u32 index, struct pci_bar_range *range)
{
	struct identity identity = function_identify(function);
	u32 value, address;

	*range = (struct pci_bar_range){0};
	if (!has_bar(function, &identity, index))
		return -ENOENT;
	value = config_read(function, offset_of(index), 4);
	address = value & (value & BAR_IS_IO ? BAR_IO_ADDRESS : BAR_MEMORY_ADDRESS);
	if (address == 0 || value == ALL_ONES || !is_below_4gb(function, index, value) ||
	    (value & BAR_IS_IO && address >= IO_LENGTH_MAX))
		return -ENOENT;
	range->length = find_length(function, &identity, index, value);
	if (range->length == 0)
		return -ENOENT;
	range->base = address;
	range->is_memory = !(value & BAR_IS_IO);
	return 0;
}
