/*
 * How much RAM there is, by the counts that the machine leaves in CMOS memory,
 * and the memory map made of it. Memory above 4 GB is not reported: nothing
 * this firmware boots uses it.
 */
#include "firmware.h"

#define CMOS_STORED_KB_LOW 0x17 /* KB above 1 MB, as stored by a set-up program */
#define CMOS_STORED_KB_HIGH 0x18
#define CMOS_FOUND_KB_LOW 0x30 /* KB above 1 MB, as found at power-on; stops at 64 MB */
#define CMOS_FOUND_KB_HIGH 0x31
#define CMOS_64KB_LOW 0x34 /* units of 64 KB above 16 MB */
#define CMOS_64KB_HIGH 0x35

#define ONE_MB 0x100000u
#define KB_1M_TO_16M (15u * 1024)
#define ROM_HIGH_BASE 0xffff0000u

static uint32_t above_1m_kb;
static struct memory_range map[5];
static unsigned map_entries;

static uint32_t
cmos_word(uint8_t low, uint8_t high)
{
	return (uint32_t)cmos_read(high) << 8 | cmos_read(low);
}

static void
map_add(uint32_t base, uint32_t length, uint32_t type)
{
	if (length == 0)
		return;
	map[map_entries].base = base;
	map[map_entries].length = length;
	map[map_entries].type = type;
	map_entries++;
}

void
memory_init(void)
{
	uint32_t above_16m = cmos_word(CMOS_64KB_LOW, CMOS_64KB_HIGH);

	if (above_16m)
		above_1m_kb = KB_1M_TO_16M + above_16m * 64;
	else
		above_1m_kb = cmos_word(CMOS_FOUND_KB_LOW, CMOS_FOUND_KB_HIGH);
	if (above_1m_kb == 0)
		above_1m_kb = cmos_word(CMOS_STORED_KB_LOW, CMOS_STORED_KB_HIGH);

	BDA16(BDA_MEMORY_KB) = LOW_MEMORY_KB;
	map_add(0, EBDA_BASE, MEMORY_USABLE);
	map_add(EBDA_BASE, EBDA_KB * 1024, MEMORY_RESERVED);
	map_add(ROM_BASE, ROM_SIZE, MEMORY_RESERVED);
	map_add(ONE_MB, above_1m_kb * 1024, MEMORY_USABLE);
	map_add(ROM_HIGH_BASE, ROM_SIZE, MEMORY_RESERVED);
}

uint32_t
memory_above_1m_kb(void)
{
	return above_1m_kb;
}

/* The map's entry, in ascending order of address; NULL past the end. */
const struct memory_range *
memory_map_entry(unsigned index, bool *last)
{
	*last = index + 1 >= map_entries;
	return index < map_entries ? &map[index] : NULL;
}

void
memory_report(void)
{
	say("memory  %u MB (%u KB below 1 MB, %u KB above)\n", 1 + above_1m_kb / 1024,
	    (uint32_t)LOW_MEMORY_KB, above_1m_kb);
}
