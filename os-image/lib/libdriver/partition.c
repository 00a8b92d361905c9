/* Partition tables. See libdriver/partition.h. */
#include <errno.h>
#include <libdriver/partition.h>
#include <stdio.h>
#include <string.h>

#define TABLE_OFFSET 446u
#define SIGNATURE_OFFSET 510u
#define SIGNATURE 0xaa55u
#define FLAG_ACTIVE 0x80u

/* An entry as it lies in the sector; the CHS fields are of no use any more. */
struct raw_entry {
	u8 flag;
	u8 first_chs[3];
	u8 type;
	u8 last_chs[3];
	u32 start;
	u32 sectors;
} __attribute__((packed));
_Static_assert(sizeof(struct raw_entry) == 16, "an entry of the table has 16 bytes");

static enum partition_state
check_alone(const struct partition *partition, u64 disk_sectors)
{
	if (partition->type == 0)
		return PARTITION_NONE;
	if (partition->flag != 0 && partition->flag != FLAG_ACTIVE)
		return PARTITION_BAD_FLAG;
	if (partition->sectors == 0)
		return PARTITION_EMPTY;
	if (partition->start == 0)
		return PARTITION_ON_TABLE;
	if ((u64)partition->start + partition->sectors > disk_sectors)
		return PARTITION_BEYOND;
	return PARTITION_GOOD;
}

static int
overlap(const struct partition *one, const struct partition *other)
{
	return one->start < (u64)other->start + other->sectors &&
	       other->start < (u64)one->start + one->sectors;
}

static int
lies_on_disk(const struct partition *partition)
{
	return partition->state == PARTITION_GOOD || partition->state == PARTITION_OVERLAPS;
}

static void
refuse_overlap(struct partition table[PARTITION_ENTRIES], u32 index, u32 other)
{
	table[index].state = PARTITION_OVERLAPS;
	table[index].other = other + 1;
}

/* Of two that overlap nobody knows which one is right: both are refused. */
static void
refuse_overlaps(struct partition table[PARTITION_ENTRIES])
{
	u32 one, other;

	for (one = 0; one < PARTITION_ENTRIES; one++)
		for (other = one + 1; other < PARTITION_ENTRIES; other++)
			if (lies_on_disk(&table[one]) && lies_on_disk(&table[other]) &&
			    overlap(&table[one], &table[other])) {
				refuse_overlap(table, one, other);
				refuse_overlap(table, other, one);
			}
}

int
partition_parse(const void *sector, u64 disk_sectors, struct partition table[PARTITION_ENTRIES])
{
	const u8 *bytes = sector;
	u32 index;

	memset(table, 0, PARTITION_ENTRIES * sizeof(table[0]));
	if ((bytes[SIGNATURE_OFFSET] | bytes[SIGNATURE_OFFSET + 1] << 8) != SIGNATURE)
		return -EINVAL;
	for (index = 0; index < PARTITION_ENTRIES; index++) {
		struct partition *partition = &table[index];
		struct raw_entry raw;

		memcpy(&raw, bytes + TABLE_OFFSET + index * sizeof(raw), sizeof(raw));
		partition->flag = raw.flag;
		partition->type = raw.type;
		partition->start = raw.start;
		partition->sectors = raw.sectors;
		partition->state = check_alone(partition, disk_sectors);
	}
	refuse_overlaps(table);
	return 0;
}

void
partition_explain(const struct partition *partition, char *text, u32 size)
{
	u64 last = (u64)partition->start + partition->sectors - 1;

	switch (partition->state) {
	case PARTITION_NONE:
		snprintf(text, size, "the entry is not in use");
		return;
	case PARTITION_GOOD:
		snprintf(text, size, "nothing is wrong with it");
		return;
	case PARTITION_BAD_FLAG:
		snprintf(text, size, "boot indicator 0x%02x, expected 0x00 or 0x80",
			 partition->flag);
		return;
	case PARTITION_EMPTY:
		snprintf(text, size, "type 0x%02x, but no sectors", partition->type);
		return;
	case PARTITION_ON_TABLE:
		snprintf(text, size, "it starts at sector 0, where the table is");
		return;
	case PARTITION_BEYOND:
		snprintf(text, size, "its last sector, %llu, is beyond the disk's end", last);
		return;
	case PARTITION_OVERLAPS:
		snprintf(text, size, "sectors %u to %llu overlap partition %u", partition->start,
			 last, partition->other);
		return;
	}
}
