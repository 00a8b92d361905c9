/*
 * Physical memory in frames of 4 KB: one bit a frame, set when it is in use.
 * Single frames are taken from the top down, runs of frames from the bottom
 * up, so that long runs stay possible.
 */
#include "lib.h"
#include "memory.h"

#define MAX_FRAMES (DIRECT_MAP_MAX / PAGE_SIZE)
#define WORDS (MAX_FRAMES / 32)
#define LOW_MEMORY_END 0x100000u

/* Left to system processes: 1/16 of RAM, at most 4 MB. */
#define RESERVE_DIVISOR 16u
#define RESERVE_MAX 1024u

static u32 in_use[WORDS];
static u32 ram[WORDS]; /* bit set: RAM, whoever uses it */
static u32 total, free_count, quarantined, reserve;
static u32 top_word; /* no free frame above this word */

static int
bit(const u32 *map, u32 frame)
{
	return (map[frame / 32] >> (frame % 32)) & 1;
}

static void
set_bit(u32 *map, u32 frame)
{
	map[frame / 32] |= 1u << (frame % 32);
}

static void
clear_bit(u32 *map, u32 frame)
{
	map[frame / 32] &= ~(1u << (frame % 32));
}

static void
add_range(u64 base, u64 length, u32 from)
{
	u64 end = base + length;

	if (end > DIRECT_MAP_MAX)
		end = DIRECT_MAP_MAX;
	if (base < from)
		base = from;
	for (u64 at = (base + PAGE_MASK) & ~(u64)PAGE_MASK; at + PAGE_SIZE <= end; at += PAGE_SIZE) {
		u32 frame = (u32)(at / PAGE_SIZE);
		if (bit(in_use, frame)) {
			clear_bit(in_use, frame);
			set_bit(ram, frame);
			total++;
			free_count++;
		}
	}
}

static void
remove_range(u64 base, u64 length, int is_ram)
{
	for (u64 at = base & ~(u64)PAGE_MASK; at < base + length && at < DIRECT_MAP_MAX; at += PAGE_SIZE) {
		u32 frame = (u32)(at / PAGE_SIZE);
		if (!bit(in_use, frame)) {
			set_bit(in_use, frame);
			if (!is_ram)
				clear_bit(ram, frame);
			total--;
			free_count--;
		}
	}
}

void
frames_init(const struct boot_info *info)
{
	memset(in_use, 0xff, sizeof(in_use));
	for (u32 i = 0; i < info->mem_count; i++)
		if (info->mem[i].type == MEM_USABLE)
			add_range(info->mem[i].base, info->mem[i].length, LOW_MEMORY_END);
	/* Firmware maps may overlap: what any entry calls unusable is not used. */
	for (u32 i = 0; i < info->mem_count; i++)
		if (info->mem[i].type != MEM_USABLE)
			remove_range(info->mem[i].base, info->mem[i].length, 0);
	remove_range(info->kernel_phys_start, info->kernel_phys_end - info->kernel_phys_start, 1);
	for (u32 i = 0; i < info->module_count; i++)
		remove_range(info->modules[i].phys, info->modules[i].memory_bytes, 1);
	reserve = total / RESERVE_DIVISOR;
	if (reserve > RESERVE_MAX)
		reserve = RESERVE_MAX;
	top_word = WORDS - 1;
}

u32
frames_available(int is_system)
{
	if (is_system)
		return free_count;
	return free_count > reserve ? free_count - reserve : 0;
}

u32
frame_alloc(int is_system)
{
	if (frames_available(is_system) == 0)
		return NO_FRAME;
	while (in_use[top_word] == 0xffffffffu)
		top_word--; /* free_count > 0: there is one */
	u32 frame = top_word * 32 + 31 - (u32)__builtin_clz(~in_use[top_word]);
	set_bit(in_use, frame);
	free_count--;
	memset(PHYS_TO_PTR(frame * PAGE_SIZE), 0, PAGE_SIZE);
	return frame * PAGE_SIZE;
}

u32
frames_alloc_contiguous(u32 count)
{
	return frames_alloc_low(count, DIRECT_MAP_MAX, DIRECT_MAP_MAX);
}

u32
frames_alloc_low(u32 count, u32 limit, u32 window)
{
	u32 window_frames = window / PAGE_SIZE;
	u32 run = 0;

	if (count == 0 || count > free_count)
		return NO_FRAME;
	for (u32 frame = 0; frame < limit / PAGE_SIZE && frame < MAX_FRAMES; frame++) {
		if (count <= window_frames && frame % window_frames == 0)
			run = 0;
		run = bit(in_use, frame) ? 0 : run + 1;
		if (run == count) {
			u32 first = frame + 1 - count;
			for (u32 i = first; i <= frame; i++)
				set_bit(in_use, i);
			free_count -= count;
			memset(PHYS_TO_PTR(first * PAGE_SIZE), 0, count * PAGE_SIZE);
			return first * PAGE_SIZE;
		}
	}
	return NO_FRAME;
}

void
frame_free(u32 phys)
{
	u32 frame = phys / PAGE_SIZE;

	kassert(frame < MAX_FRAMES && bit(ram, frame) && bit(in_use, frame));
	clear_bit(in_use, frame);
	free_count++;
	if (frame / 32 > top_word)
		top_word = frame / 32;
}

void
frame_quarantine(u32 phys)
{
	kassert(bit(ram, phys / PAGE_SIZE) && bit(in_use, phys / PAGE_SIZE));
	quarantined++;
}

u32
frames_total(void)
{
	return total;
}

u32
frames_free_count(void)
{
	return free_count;
}

u32
frames_quarantined(void)
{
	return quarantined;
}

int
frames_are_ram(u32 phys, u32 length)
{
	u64 end = (u64)phys + length;

	for (u64 at = phys & ~PAGE_MASK; at < end && at < DIRECT_MAP_MAX; at += PAGE_SIZE)
		if (bit(ram, (u32)(at / PAGE_SIZE)))
			return 1;
	return 0;
}
