/*
 * Page tables. The kernel's part of every address space is the same and never
 * changes after paging_init: the direct map in large pages, but for the first
 * 4 MB, where pages of 4 KB keep the kernel's text and constants read-only
 * (CR0.WP is on) and leave a hole below its stack.
 */
#include <kintsugi/kcall.h>

#include "cpu.h"
#include "lib.h"
#include "memory.h"

#define ENTRIES 1024u
#define LARGE_PAGE TABLE_SPAN
#define DIRECTORY_INDEX(address) ((address) / LARGE_PAGE)
#define TABLE_INDEX(address) (((address) / PAGE_SIZE) % ENTRIES)
#define KERNEL_FIRST_ENTRY DIRECTORY_INDEX(KERNEL_BASE)

extern u8 __kernel_text_start[], __kernel_text_end[], __kernel_rodata_end[], __kernel_end[];

u32 direct_map_end;

static u32 kernel_directory[ENTRIES] __attribute__((aligned(4096)));
static u32 first_table[ENTRIES] __attribute__((aligned(4096)));

static int
is_read_only(u32 address)
{
	return address >= (u32)__kernel_text_start && address < (u32)__kernel_rodata_end;
}

void
paging_init(u32 ram_end)
{
	kassert((u32)__kernel_end < KERNEL_BASE + LARGE_PAGE);
	for (u32 i = 0; i < ENTRIES; i++) {
		u32 address = KERNEL_BASE + i * PAGE_SIZE;
		if (address == (u32)kernel_stack_guard)
			continue;
		first_table[i] = i * PAGE_SIZE | PTE_PRESENT | (is_read_only(address) ? 0 : PTE_WRITE);
	}
	kernel_directory[KERNEL_FIRST_ENTRY] = PTR_TO_PHYS(first_table) | PTE_PRESENT | PTE_WRITE;
	direct_map_end = LARGE_PAGE;
	for (u32 phys = LARGE_PAGE; phys < ram_end && phys < DIRECT_MAP_MAX; phys += LARGE_PAGE) {
		kernel_directory[DIRECTORY_INDEX(KERNEL_BASE + phys)] = phys | PTE_PRESENT | PTE_WRITE | PTE_LARGE;
		direct_map_end = phys + LARGE_PAGE;
	}
	write_cr3(PTR_TO_PHYS(kernel_directory));
}

u32
paging_create(void)
{
	u32 cr3 = frame_alloc(1);

	if (cr3 != NO_FRAME) {
		u32 *directory = PHYS_TO_PTR(cr3);
		memcpy(directory + KERNEL_FIRST_ENTRY, kernel_directory + KERNEL_FIRST_ENTRY,
		       (ENTRIES - KERNEL_FIRST_ENTRY) * sizeof(u32));
	}
	return cr3;
}

void
paging_destroy(u32 cr3)
{
	u32 *directory = PHYS_TO_PTR(cr3);

	if (read_cr3() == cr3)
		write_cr3(PTR_TO_PHYS(kernel_directory));
	for (u32 i = 0; i < KERNEL_FIRST_ENTRY; i++)
		if (directory[i] & PTE_PRESENT)
			frame_free(directory[i] & PTE_FRAME);
	frame_free(cr3);
}

HOT u32 *
paging_entry(u32 cr3, u32 address, int create)
{
	u32 *directory = PHYS_TO_PTR(cr3);
	u32 *slot = &directory[DIRECTORY_INDEX(address)];

	kassert(address < USER_TOP);
	if (!(*slot & PTE_PRESENT)) {
		if (!create)
			return NULL;
		u32 table = frame_alloc(1);
		if (table == NO_FRAME)
			return NULL;
		*slot = table | PTE_PRESENT | PTE_WRITE | PTE_USER;
	}
	return (u32 *)PHYS_TO_PTR(*slot & PTE_FRAME) + TABLE_INDEX(address);
}

static int
maps_nothing(const u32 *table)
{
	for (u32 i = 0; i < ENTRIES; i++)
		if (table[i] != 0)
			return 0;
	return 1;
}

void
paging_trim(u32 cr3, u32 start, u32 end)
{
	u32 *directory = PHYS_TO_PTR(cr3);

	for (u32 i = DIRECTORY_INDEX(start); i <= DIRECTORY_INDEX(end - 1); i++) {
		u32 table = directory[i] & PTE_FRAME;
		if (!(directory[i] & PTE_PRESENT) || !maps_nothing(PHYS_TO_PTR(table)))
			continue;
		directory[i] = 0;
		paging_flush(cr3, i * LARGE_PAGE);
		frame_free(table);
	}
}

void
paging_flush(u32 cr3, u32 address)
{
	if (read_cr3() == cr3)
		invlpg(address);
}
