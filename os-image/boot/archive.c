/*
 * The boot archive: finds its partition and checks its header in full, so that the
 * rest of the loader can use every field without asking again.
 */
#include "layout.h"
#include "loader.h"

#define PARTITION_TABLE 446u
#define PARTITION_COUNT 4u
#define SIGNATURE_OFFSET 510u
#define SIGNATURE 0xaa55u

#define MAX_ENTRY_BYTES 0x40000000u /* so that no sum of sizes and addresses overflows */

struct partition {
	u8 status;
	u8 first_chs[3];
	u8 type;
	u8 last_chs[3];
	u32 lba;
	u32 sectors;
};

_Static_assert(sizeof(struct partition) == 16, "as on disk");
_Static_assert(sizeof(struct archive_header) <= ARCHIVE_HEADER_SECTORS * SECTOR_SIZE,
               "the header fits its sectors");

static struct partition
find_partition(const struct disk *disk)
{
	static u8 mbr[SECTOR_SIZE];
	struct partition table[PARTITION_COUNT];
	u32 signature;

	disk_read(disk, 0, 1, mbr);
	signature = mbr[SIGNATURE_OFFSET] | (u32)mbr[SIGNATURE_OFFSET + 1] << 8;
	if (signature != SIGNATURE)
		fail(ADVICE_REBUILD, "expected sector 0 to end in %x; found %x.", SIGNATURE,
		     signature);
	memcpy(table, mbr + PARTITION_TABLE, sizeof(table));
	for (u32 i = 0; i < PARTITION_COUNT; i++) {
		if (table[i].type == BOOT_PARTITION_TYPE)
			return table[i];
	}
	fail(ADVICE_REBUILD,
	     "expected a partition of type %x in the partition table; found types %x, %x, %x, %x.",
	     BOOT_PARTITION_TYPE, table[0].type, table[1].type, table[2].type, table[3].type);
}

static int
name_is_valid(const char *name)
{
	for (u32 i = 0; i < ARCHIVE_NAME_LEN; i++) {
		if (name[i] == '\0')
			return i > 0;
		if (name[i] <= ' ' || name[i] > '~')
			return 0;
	}
	return 0;
}

static void
check_entry(const struct archive_header *header, u32 index)
{
	const struct archive_entry *entry = &header->entries[index];
	u32 sectors;

	if (!name_is_valid(entry->name))
		fail(ADVICE_REBUILD,
		     "expected entry %u of the boot archive to have a name of 1 to %u "
		     "printable characters; found none or a longer one.",
		     index, ARCHIVE_NAME_LEN - 1);
	if (entry->kind > ARCHIVE_TEXT)
		fail(ADVICE_REBUILD,
		     "expected entry %s of the boot archive to have a kind up to %u; found %u.",
		     entry->name, (u32)ARCHIVE_TEXT, entry->kind);
	if (entry->size_bytes == 0 || entry->size_bytes > MAX_ENTRY_BYTES)
		fail(ADVICE_REBUILD, "expected entry %s to have 1 to %u bytes; found %u.",
		     entry->name, MAX_ENTRY_BYTES, entry->size_bytes);
	if (entry->memory_bytes > MAX_ENTRY_BYTES || entry->memory_bytes < entry->size_bytes ||
	    (entry->kind != ARCHIVE_RAMDISK && entry->memory_bytes != entry->size_bytes))
		fail(ADVICE_REBUILD,
		     "expected entry %s to take its %u bytes in memory, more only if it is the RAM "
		     "disk, and at most %u; found %u.",
		     entry->name, entry->size_bytes, MAX_ENTRY_BYTES, entry->memory_bytes);
	sectors = entry->size_bytes / SECTOR_SIZE + (entry->size_bytes % SECTOR_SIZE != 0);
	if (entry->start_sector < ARCHIVE_HEADER_SECTORS ||
	    entry->start_sector > header->total_sectors ||
	    sectors > header->total_sectors - entry->start_sector)
		fail(ADVICE_REBUILD,
		     "expected entry %s within sectors %u to %u of the boot archive; found %u "
		     "bytes from sector %u.",
		     entry->name, ARCHIVE_HEADER_SECTORS, header->total_sectors - 1,
		     entry->size_bytes, entry->start_sector);
}

static void
check_header(const struct archive_header *header, const struct partition *partition)
{
	if (memcmp(header->magic, ARCHIVE_MAGIC, sizeof(header->magic)) != 0) {
		const u32 *found = (const u32 *)header->magic;

		fail(ADVICE_REBUILD,
		     "expected the boot archive at sector %u to begin with " ARCHIVE_MAGIC
		     "; found the words %x %x.",
		     partition->lba, found[0], found[1]);
	}
	if (header->version != ARCHIVE_VERSION)
		fail(ADVICE_REBUILD, "expected a boot archive of version %u; found version %u.",
		     ARCHIVE_VERSION, header->version);
	if (header->entry_count == 0 || header->entry_count > ARCHIVE_MAX_ENTRIES)
		fail(ADVICE_REBUILD, "expected 1 to %u entries in the boot archive; found %u.",
		     ARCHIVE_MAX_ENTRIES, header->entry_count);
	if (header->total_sectors < ARCHIVE_HEADER_SECTORS ||
	    header->total_sectors > partition->sectors)
		fail(ADVICE_REBUILD,
		     "expected the boot archive to take %u to %u sectors, which is its "
		     "partition's size; found %u.",
		     ARCHIVE_HEADER_SECTORS, partition->sectors, header->total_sectors);
	if (header->reserved[0] != 0 || header->reserved[1] != 0 || header->reserved[2] != 0)
		fail(ADVICE_REBUILD,
		     "expected the boot archive's reserved words to be 0; found %x %x %x.",
		     header->reserved[0], header->reserved[1], header->reserved[2]);
}

static const struct archive_entry *
find_kernel(const struct archive_header *header)
{
	const struct archive_entry *kernel = NULL;
	u32 count = 0;

	for (u32 i = 0; i < header->entry_count; i++) {
		if (header->entries[i].kind == ARCHIVE_KERNEL) {
			kernel = &header->entries[i];
			count++;
		}
	}
	if (count != 1)
		fail(ADVICE_REBUILD, "expected exactly one kernel in the boot archive; found %u.",
		     count);
	return kernel;
}

void
archive_open(struct archive *archive, const struct disk *disk)
{
	struct partition partition = find_partition(disk);

	if (partition.sectors < ARCHIVE_HEADER_SECTORS ||
	    partition.lba + partition.sectors < partition.lba)
		fail(ADVICE_REBUILD,
		     "expected the boot partition to have at least %u sectors; found %u from "
		     "sector %u.",
		     ARCHIVE_HEADER_SECTORS, partition.sectors, partition.lba);
	disk_read_bounce(disk, partition.lba, ARCHIVE_HEADER_SECTORS);
	memcpy(&archive->header, (const void *)BOUNCE_ADDRESS, sizeof(archive->header));
	check_header(&archive->header, &partition);
	for (u32 i = 0; i < archive->header.entry_count; i++)
		check_entry(&archive->header, i);
	archive->lba = partition.lba;
	archive->kernel = find_kernel(&archive->header);
	print("Boot archive: sector %u, %u entries\n", archive->lba, archive->header.entry_count);
}
