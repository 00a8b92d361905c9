/*
 * The memory map: asked of the BIOS (INT 15h AX=E820h, else E801h, else 88h), kept
 * in boot_info as the BIOS gave it, and consulted before anything is placed.
 */
#include "bios.h"
#include "loader.h"

#define E820_SIGNATURE 0x534d4150u /* "SMAP" */
#define E820_MIN_SIZE 20u
#define E820_MAX_CALLS 128u
#define E820_ATTRIBUTE_VALID 1u /* ACPI 3.0: without it the entry is void */
#define MEM_16MB 0x1000000u
#define MEM_4GB 0x100000000ull

struct e820_entry {
	u64 base;
	u64 length;
	u32 type;
	u32 attributes; /* only where the BIOS returns 24 bytes */
};

static BIOS_VISIBLE struct e820_entry e820;

static void
add_range(struct boot_info *info, u64 base, u64 length, u32 type)
{
	if (length == 0)
		return;
	if (info->mem_count == BOOT_MAX_MEM) {
		fail("Use a machine or firmware with a simpler memory map.",
		     "expected at most %u ranges in the BIOS' memory map; found more.",
		     BOOT_MAX_MEM);
	}
	info->mem[info->mem_count++] = (struct boot_mem){
	    .base = base,
	    .length = length,
	    .type = type,
	};
}

static void
detect_e820(struct boot_info *info)
{
	u32 next = 0;

	for (u32 calls = 0; calls < E820_MAX_CALLS; calls++) {
		e820 = (struct e820_entry){.attributes = E820_ATTRIBUTE_VALID};
		bios_prepare(0xe820);
		bios_regs.ebx = next;
		bios_regs.ecx = sizeof(e820);
		bios_regs.edx = E820_SIGNATURE;
		bios_regs.edi = bios_offset(&e820);
		bios_call(BIOS_SYSTEM);
		if (bios_failed() || bios_regs.eax != E820_SIGNATURE ||
		    bios_regs.ecx < E820_MIN_SIZE)
			return;
		if (e820.attributes & E820_ATTRIBUTE_VALID)
			add_range(info, e820.base, e820.length, e820.type);
		next = bios_regs.ebx;
		if (next == 0)
			return;
	}
}

static void
detect_e801(struct boot_info *info)
{
	u32 low_kb, high_blocks; /* 1 MB to 16 MB; above 16 MB, in 64 KB blocks */

	bios_prepare(0xe801);
	bios_call(BIOS_SYSTEM);
	if (bios_failed())
		return;
	low_kb = bios_regs.eax & 0xffff;
	high_blocks = bios_regs.ebx & 0xffff;
	if (low_kb == 0) {
		low_kb = bios_regs.ecx & 0xffff;
		high_blocks = bios_regs.edx & 0xffff;
	}
	add_range(info, MEM_1MB, (u64)low_kb << 10, MEM_USABLE);
	add_range(info, MEM_16MB, (u64)high_blocks << 16, MEM_USABLE);
}

static void
detect_88(struct boot_info *info)
{
	bios_prepare(0x8800);
	bios_call(BIOS_SYSTEM);
	if (!bios_failed())
		add_range(info, MEM_1MB, (u64)(bios_regs.eax & 0xffff) << 10, MEM_USABLE);
}

static void
detect_conventional(struct boot_info *info)
{
	bios_prepare(0);
	bios_call(BIOS_MEMORY_SIZE);
	add_range(info, 0, (u64)(bios_regs.eax & 0xffff) << 10, MEM_USABLE);
}

void
memory_detect(struct boot_info *info)
{
	const char *source = "E820h";

	detect_e820(info);
	if (memory_total_kb(info) == 0) {
		info->mem_count = 0;
		source = "E801h";
		detect_conventional(info);
		detect_e801(info);
	}
	if (memory_total_kb(info) == 0) {
		source = "88h";
		detect_88(info);
	}
	if (memory_total_kb(info) == 0) {
		fail(ADVICE_MEMORY,
		     "expected INT 15h E820h, E801h or 88h to report memory above 1 MB; "
		     "found none.");
	}
	print("Memory: %u KB usable above 1 MB, %u ranges (INT 15h %s)\n", memory_total_kb(info),
	      info->mem_count, source);
}

/* Usable memory from 1 MB to 4 GB, in KB. */
u32
memory_total_kb(const struct boot_info *info)
{
	u32 total = 0;

	for (u32 i = 0; i < info->mem_count; i++) {
		u64 start = info->mem[i].base;
		u64 end = start + info->mem[i].length;

		if (info->mem[i].type != MEM_USABLE)
			continue;
		if (start < MEM_1MB)
			start = MEM_1MB;
		if (end > MEM_4GB)
			end = MEM_4GB;
		if (start < end)
			total += (u32)((end - start) >> 10);
	}
	return total;
}

/* Inside one usable range, at or above 1 MB, and touched by no other kind of range. */
int
memory_usable(const struct boot_info *info, u32 base, u32 size)
{
	u64 end = (u64)base + size;
	int inside = 0;

	if (base < MEM_1MB || end > MEM_4GB)
		return 0;
	for (u32 i = 0; i < info->mem_count; i++) {
		u64 range_start = info->mem[i].base;
		u64 range_end = range_start + info->mem[i].length;

		if (info->mem[i].type == MEM_USABLE) {
			if (base >= range_start && end <= range_end)
				inside = 1;
		} else if (base < range_end && end > range_start) {
			return 0;
		}
	}
	return inside;
}

static u32
better_place(const struct boot_info *info, u64 candidate, u32 from, u32 size, u32 best)
{
	if (candidate < from)
		candidate = from;
	candidate = (candidate + PAGE_MASK) & ~(u64)PAGE_MASK;
	if (candidate >= MEM_4GB || (best != 0 && candidate >= best))
		return best;
	return memory_usable(info, (u32)candidate, size) ? (u32)candidate : best;
}

/*
 * The lowest free place starts at `from`, where a usable range begins, or where a
 * reserved one ends: nothing else has to be tried.
 */
u32
memory_place(const struct boot_info *info, u32 from, u32 size)
{
	u32 best = better_place(info, from, from, size, 0);

	for (u32 i = 0; i < info->mem_count; i++) {
		u64 candidate = info->mem[i].base;

		if (info->mem[i].type != MEM_USABLE)
			candidate += info->mem[i].length;
		best = better_place(info, candidate, from, size, best);
	}
	return best;
}
