/*
 * The area at a partition's end with the checksums of all sectors before it: as
 * blk.checksum, which checks them, and the tools that make and look for it know it.
 *
 *     sector 0 .. data_sectors - 1     what is checked: a file system, say
 *     then                             the header
 *     then table_sectors               the table
 *     the last sector                  the header once more
 *
 * A sector of the table has the entries of AREA_ENTRIES sectors of data, which follow
 * one another, and guards itself, so that one that is lost costs no more than those.
 * The unit is the sector, since a disk writes that as a whole or not at all.
 *
 * While a sector is being written its entry has the checksum of what it will hold and
 * of what it held, and either is right, whatever the moment at which the power fails.
 *
 * All fields are little-endian, as every machine is that this is compiled for.
 */
#ifndef CHECKSUMS_AREA_H
#define CHECKSUMS_AREA_H

#include <kintsugi/types.h>

#define AREA_SECTOR 512u
#define AREA_ENTRIES 63u
#define AREA_DATA_MAX (512u * 1024u) /* sectors, 256 MB: blk.checksum has all the table in memory */

#define AREA_SECTORS_MIN 4u            /* of a partition: one of data, one of the table, two headers */

#define AREA_SUM_NONE 0u /* nothing is known of the sector; no checksum is this */

struct area_entry {
	u32 sum; /* of what was written last */
	u32 old; /* of what was there before; equal to sum once the sector is on the medium */
};

struct area_table_sector {
	struct area_entry entries[AREA_ENTRIES];
	u32 number; /* in the table, so that one at the wrong place is no good */
	u32 crc;    /* of all before it */
};
_Static_assert(sizeof(struct area_table_sector) == AREA_SECTOR, "as it lies on the disk");

struct area {
	u32 partition_sectors;
	u32 data_sectors;
	u32 table_start;
	u32 table_sectors;
	u32 stamp; /* made anew with each area, to tell it from one that was there before */
};

/* How a partition of that many sectors is divided: 0, or -1 when it is too small or too large. */
int area_plan(u64 partition_sectors, struct area *area);

/* Where the two headers are, as sectors of the partition. */
#define AREA_HEADERS 2u
u32 area_header_sector(const struct area *area, u32 which);

enum area_state {
	AREA_UNKNOWN, /* it can't be read */
	AREA_ABSENT,
	AREA_DAMAGED, /* it begins like a header, and is none that can be used */
	AREA_VALID,
};

void area_header_make(const struct area *area, void *sector);

/* What a sector read from a header's place is; *area is set only if AREA_VALID. */
enum area_state area_header_read(const void *sector, u64 partition_sectors, struct area *area);

/* What both headers come to: a valid one is enough, and one that is readable tells for both. */
static inline enum area_state
area_state_of_both(enum area_state one, enum area_state other)
{
	return one > other ? one : other;
}

/* The checksum of a sector of data, never AREA_SUM_NONE. */
u32 area_sum(const void *sector);

/* Completes a sector of the table whose entries were changed. */
void area_table_seal(struct area_table_sector *sector, u32 number);
int area_table_is_sound(const struct area_table_sector *sector, u32 number);

#endif
