/*
 * Partition tables in a disk's first sector: the four primary entries of a
 * master boot record. The table is whatever someone wrote to the disk, so every
 * entry is checked against the disk and against the others.
 */
#ifndef LIBDRIVER_PARTITION_H
#define LIBDRIVER_PARTITION_H

#include <kintsugi/types.h>

#define PARTITION_ENTRIES 4u

enum partition_state {
	PARTITION_NONE, /* the entry is not in use */
	PARTITION_GOOD,
	/* Refused: */
	PARTITION_BAD_FLAG, /* its boot indicator is neither 0x00 nor 0x80: no partition table */
	PARTITION_EMPTY,    /* it has a type and no sectors */
	PARTITION_ON_TABLE, /* it starts at sector 0, where the table is */
	PARTITION_BEYOND,   /* it reaches beyond the disk's end */
	PARTITION_OVERLAPS, /* it shares sectors with another one */
};

struct partition {
	enum partition_state state;
	u8 flag;
	u8 type;
	u32 start; /* sectors, from the disk's first one on */
	u32 sectors;
	u32 other; /* PARTITION_OVERLAPS: the number (1 to 4) of the other one */
};

/*
 * Reads the table out of a sector of 512 bytes. 0, or -EINVAL when the sector
 * does not end with the signature 55 aa; then all entries are PARTITION_NONE.
 */
int partition_parse(const void *sector, u64 disk_sectors,
		    struct partition table[PARTITION_ENTRIES]);

/* Writes into `text` why a partition is refused; at most size bytes, NUL included. */
void partition_explain(const struct partition *partition, char *text, u32 size);

#endif
