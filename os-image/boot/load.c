/*
 * Brings the archive's entries into memory: the kernel by its segments, every other
 * entry as one block on a page boundary above it. Each is read once, in pieces of
 * up to 127 sectors and checked on the way; an entry that differs from the
 * archive's digest never runs. Programs are checked by SHA-256, the RAM disk by
 * CRC-32: hashing its megabytes would take longer than all the rest of the boot.
 */
#include <kintsugi/crc32.h>

#include "layout.h"
#include "loader.h"

#define PROGRESS_STEP 10u /* percent */

struct progress {
	u32 total_kb;
	u32 done_kb;
	u32 done_bytes; /* beyond done_kb */
	u32 shown; /* percent */
};

static void
progress_start(struct progress *progress, const struct archive_header *header)
{
	*progress = (struct progress){0};
	for (u32 i = 0; i < header->entry_count; i++)
		progress->total_kb += header->entries[i].size_bytes >> 10;
	print("Loading %u KB:", progress->total_kb);
}

static void
progress_add(struct progress *progress, u32 bytes)
{
	progress->done_bytes += bytes;
	progress->done_kb += progress->done_bytes >> 10;
	progress->done_bytes &= 1023;
	while (progress->shown < 100 &&
	       progress->done_kb * 100 >= progress->total_kb * (progress->shown + PROGRESS_STEP)) {
		progress->shown += PROGRESS_STEP;
		print(" %u%%", progress->shown);
	}
}

static u32
bytes_in_piece(const struct disk *disk, const struct archive_entry *entry, u32 offset)
{
	u32 left = entry->size_bytes - offset;
	u32 piece = disk->max_sectors * SECTOR_SIZE;

	return left < piece ? left : piece;
}

struct check {
	int by_sha256;
	struct sha256 hash;
	u32 crc32;
};

static struct crc32_tables crc_tables;

static void
check_start(struct check *check, const struct archive_entry *entry)
{
	check->by_sha256 = entry->kind != ARCHIVE_RAMDISK;
	check->crc32 = 0;
	sha256_init(&check->hash);
}

static void
check_add(struct check *check, const u8 *bytes, u32 length)
{
	if (check->by_sha256)
		sha256_update(&check->hash, bytes, length);
	check->crc32 = crc32_add(&crc_tables, check->crc32, bytes, length);
}

static void
check_end(struct check *check, const struct archive_entry *entry)
{
	u8 digest[SHA256_LEN];

	if (check->crc32 != entry->crc32) {
		print("\nCannot boot: %s is damaged on the disk. Expected CRC-32 %x, found %x.", entry->name,
		      entry->crc32, check->crc32);
		fail_with_advice(ADVICE_REBUILD);
	}
	if (!check->by_sha256)
		return;
	sha256_final(&check->hash, digest);
	if (memcmp(digest, entry->sha256, SHA256_LEN) == 0)
		return;
	print("\nCannot boot: %s is damaged on the disk. Expected SHA-256\n  ", entry->name);
	print_hash(entry->sha256);
	print("\nfound\n  ");
	print_hash(digest);
	fail_with_advice(ADVICE_REBUILD);
}

/* Reads the piece at `offset` of an entry to the bounce buffer and takes it into account. */
static const u8 *
read_piece(const struct disk *disk, const struct archive *archive,
           const struct archive_entry *entry, u32 offset, u32 length, struct check *check)
{
	const u8 *bounce = (const u8 *)BOUNCE_ADDRESS;

	disk_read_bounce(disk, archive->lba + entry->start_sector + offset / SECTOR_SIZE,
	                 (length + SECTOR_SIZE - 1) / SECTOR_SIZE);
	check_add(check, bounce, length);
	return bounce;
}

static void
require_usable(const struct boot_info *info, const struct kernel_segment *segment)
{
	if (memory_usable(info, segment->phys, segment->mem_size))
		return;
	fail(ADVICE_MEMORY,
	     "expected usable memory from %x to %x for the kernel; found %u KB usable above "
	     "1 MB, not all of it there.",
	     segment->phys, segment->phys + segment->mem_size, memory_total_kb(info));
}

/* Copies what a piece of the file holds of each segment. */
static void
copy_to_segments(const struct kernel_image *kernel, const u8 *piece, u32 offset, u32 length)
{
	for (u32 i = 0; i < kernel->segment_count; i++) {
		const struct kernel_segment *segment = &kernel->segments[i];
		u32 start = segment->file_offset > offset ? segment->file_offset : offset;
		u32 end = segment->file_offset + segment->file_size;

		if (end > offset + length)
			end = offset + length;
		if (start < end)
			memcpy((void *)(segment->phys + (start - segment->file_offset)),
			       piece + (start - offset), end - start);
	}
}

static u32
load_kernel(struct boot_info *info, const struct disk *disk, const struct archive *archive,
            struct progress *progress)
{
	static struct kernel_image kernel;
	const struct archive_entry *entry = archive->kernel;
	struct check check;
	u32 length;

	check_start(&check, entry);
	for (u32 offset = 0; offset < entry->size_bytes; offset += length) {
		const u8 *piece;

		length = bytes_in_piece(disk, entry, offset);
		piece = read_piece(disk, archive, entry, offset, length, &check);
		if (offset == 0) {
			kernel_parse(&kernel, piece, length, entry->size_bytes);
			for (u32 i = 0; i < kernel.segment_count; i++) {
				const struct kernel_segment *segment = &kernel.segments[i];

				require_usable(info, segment);
				memset((void *)segment->phys, 0, segment->mem_size);
			}
		}
		copy_to_segments(&kernel, piece, offset, length);
		progress_add(progress, length);
	}
	check_end(&check, entry);
	info->kernel_phys_start = kernel.start;
	info->kernel_phys_end = kernel.end;
	return kernel.entry;
}

/* Loads one module at or above `from`; returns the first byte after its last page. */
static u32
load_module(struct boot_info *info, const struct disk *disk, const struct archive *archive,
            const struct archive_entry *entry, u32 from, struct progress *progress)
{
	u32 padded = ROUND_UP(entry->memory_bytes, PAGE_SIZE);
	u32 phys = memory_place(info, from, padded);
	struct boot_module *module = &info->modules[info->module_count++];
	struct check check;
	u32 length;

	if (phys == 0)
		fail(ADVICE_MEMORY,
		     "expected %u KB of usable memory at or above %x for %s; found %u KB usable "
		     "above 1 MB, not enough of it there.",
		     padded >> 10, from, entry->name, memory_total_kb(info));
	check_start(&check, entry);
	for (u32 offset = 0; offset < entry->size_bytes; offset += length) {
		length = bytes_in_piece(disk, entry, offset);
		memcpy((void *)(phys + offset),
		       read_piece(disk, archive, entry, offset, length, &check), length);
		progress_add(progress, length);
	}
	check_end(&check, entry);
	memset((void *)(phys + entry->size_bytes), 0, padded - entry->size_bytes);

	memcpy(module->name, entry->name, sizeof(module->name));
	module->phys = phys;
	module->size_bytes = entry->size_bytes;
	module->kind = entry->kind;
	module->crc32 = entry->crc32;
	memcpy(module->sha256, entry->sha256, SHA256_LEN);
	module->memory_bytes = entry->memory_bytes;
	return phys + padded;
}

u32
load_archive(struct boot_info *info, const struct disk *disk, const struct archive *archive)
{
	const struct archive_header *header = &archive->header;
	struct progress progress;
	u32 kernel_entry, next;

	crc32_init(&crc_tables);
	progress_start(&progress, header);
	kernel_entry = load_kernel(info, disk, archive, &progress);
	next = info->kernel_phys_end;
	for (u32 i = 0; i < header->entry_count; i++) {
		if (header->entries[i].kind != ARCHIVE_KERNEL)
			next = load_module(info, disk, archive, &header->entries[i], next,
			                   &progress);
	}
	print("\n");
	return kernel_entry;
}
