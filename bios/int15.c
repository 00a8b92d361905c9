/*
 * INT 15h: memory sizes and map, copying to extended memory, the A20 gate.
 */
#include "firmware.h"

#define SMAP 0x534d4150u
#define E820_ENTRY_BYTES 20u
#define KB_1M_TO_16M 0x3c00u
#define KB_1M_TO_64M 0xfc00u
#define UNSUPPORTED 0x86u
#define A20_BY_PORT_92 0x0002u
#define MOVE_MAX_WORDS 0x8000u
#define MOVE_SOURCE 2 /* descriptors of the caller's table */
#define MOVE_DEST 3

struct descriptor {
	uint16_t limit;
	uint16_t base_low;
	uint8_t base_middle;
	uint8_t access;
	uint8_t limit_high;
	uint8_t base_high;
};

static void
unsupported(struct regs *regs)
{
	regs->a.h = UNSUPPORTED;
	set_flag(regs, FLAG_CARRY, true);
}

/* EBX numbers the entries from 0 and comes back as 0 with the last one. */
static void
memory_map(struct regs *regs)
{
	bool last;
	const struct memory_range *range = memory_map_entry(regs->b.e, &last);

	if (regs->d.e != SMAP || regs->c.e < E820_ENTRY_BYTES || !range) {
		unsupported(regs);
		return;
	}
	memcpy(real_pointer(regs->es, regs->di.x), range, E820_ENTRY_BYTES);
	regs->a.e = SMAP;
	regs->c.e = E820_ENTRY_BYTES;
	regs->b.e = last ? 0 : regs->b.e + 1;
}

static void
memory_sizes(struct regs *regs)
{
	uint32_t kb = memory_above_1m_kb();

	switch (regs->a.l) {
	case 0x01:
		regs->a.x = (uint16_t)(kb < KB_1M_TO_16M ? kb : KB_1M_TO_16M);
		regs->b.x = (uint16_t)(kb < KB_1M_TO_16M ? 0 : (kb - KB_1M_TO_16M) / 64);
		regs->c.x = regs->a.x;
		regs->d.x = regs->b.x;
		return;
	case 0x20:
		memory_map(regs);
		return;
	}
	unsupported(regs);
}

static uint32_t
descriptor_base(const struct descriptor *descriptor)
{
	return (uint32_t)descriptor->base_high << 24 | (uint32_t)descriptor->base_middle << 16 |
	       descriptor->base_low;
}

static void
block_move(struct regs *regs)
{
	const struct descriptor *table = real_pointer(regs->es, regs->si.x);
	bool a20_was_open = a20_is_open();

	if (regs->c.x > MOVE_MAX_WORDS) {
		regs->a.h = 0x02;
		set_flag(regs, FLAG_CARRY, true);
		return;
	}
	a20_set(true);
	memmove((void *)descriptor_base(&table[MOVE_DEST]),
	        (const void *)descriptor_base(&table[MOVE_SOURCE]), regs->c.x * 2u);
	a20_set(a20_was_open);
	regs->a.h = 0;
	set_flag(regs, FLAG_ZERO, true);
}

static void
a20_gate(struct regs *regs)
{
	switch (regs->a.l) {
	case 0x00:
	case 0x01:
		a20_set(regs->a.l == 0x01);
		break;
	case 0x02:
		regs->a.l = a20_is_open();
		break;
	case 0x03:
		regs->b.x = A20_BY_PORT_92;
		break;
	default:
		unsupported(regs);
		return;
	}
	regs->a.h = 0;
}

void
int15_system(struct regs *regs)
{
	set_flag(regs, FLAG_CARRY, false);
	switch (regs->a.h) {
	case 0x24:
		a20_gate(regs);
		return;
	case 0x87:
		block_move(regs);
		return;
	case 0x88:
		regs->a.x = (uint16_t)(memory_above_1m_kb() < KB_1M_TO_64M ? memory_above_1m_kb()
		                                                          : KB_1M_TO_64M);
		return;
	case 0xc1:
		regs->es = EBDA_BASE >> 4;
		return;
	case 0xe8:
		memory_sizes(regs);
		return;
	}
	unsupported(regs);
}
