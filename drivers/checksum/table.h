/*
 * The checksums of a partition's sectors in memory, and which of them a read may find.
 * Plain data; calls nobody.
 *
 * An entry has the checksum of what was written last and of what was there before
 * (checksums/area.h). For a read both are right while the two differ, except:
 *
 *     acknowledged    the driver said that it wrote the sector, so only the new one is
 *                     right, though after a power cut the old one may be found
 *     settling        the same, and a flush is under way that puts it on the medium
 *
 * After the flush the entry is settled: old becomes equal to new. What is written to
 * the table on the disk is the entry as it is, so that it is right for whatever the
 * medium has at the time.
 */
#ifndef CHECKSUM_TABLE_H
#define CHECKSUM_TABLE_H

#include <checksums/area.h>

struct table {
	u32 data_sectors;
	u32 table_sectors;
	struct area_table_sector *sectors;
	u8 *marks;       /* of each sector of data: MARK_* */
	u8 *table_marks; /* of each sector of the table: TABLE_* */
};

#define MARK_ACKNOWLEDGED 1u
#define MARK_SETTLING 2u
#define MARK_DAMAGED 4u /* a fresh driver found it wrong too: it is so on the disk */

#define TABLE_DIRTY 1u        /* it differs from what is on the disk */
#define TABLE_ACKNOWLEDGED 2u /* it has entries that are acknowledged */

/* How much memory a table needs, and its beginning there: zeros. */
u32 table_bytes(const struct area *area);
void table_init(struct table *table, const struct area *area, void *memory);

/* Forgets all entries of a sector of the table, which could not be read. */
void table_lose(struct table *table, u32 table_sector);

/* Whether a read may find a sector with that checksum. */
int table_accepts(const struct table *table, u32 sector, u32 sum);

/* Whether it is known which checksum the sector has on the medium. */
int table_is_settled(const struct table *table, u32 sector);

/* Whether a flush is needed first: it was written and not flushed. */
int table_needs_flush(const struct table *table, u32 sector);

/* The medium was found to have that checksum: what else it could have had is forgotten. */
void table_resolve(struct table *table, u32 sector, u32 sum);

/* The sector is settled and will be written: the checksum that it will have. */
void table_expect(struct table *table, u32 sector, u32 sum);

/* The driver wrote it. */
void table_acknowledge(struct table *table, u32 sector);

/* Around a flush: what was acknowledged before it began is settled when it went well. */
void table_settle_begin(struct table *table);
void table_settle_end(struct table *table, int went_well);

void table_mark_damaged(struct table *table, u32 sector);
int table_is_damaged(const struct table *table, u32 sector);

/*
 * Takes a run of dirty sectors of the table, from `from` to before `end`, to be written:
 * copied to `image`, sealed, at most `max` of them, and no longer dirty. How many, and the
 * first one in *first; 0: none is dirty.
 */
u32 table_take_dirty(struct table *table, u32 from, u32 end, struct area_table_sector *image,
		     u32 max, u32 *first);
/* They could not be written. */
void table_mark_dirty(struct table *table, u32 first, u32 count);

static inline u32
table_sector_of(u32 sector)
{
	return sector / AREA_ENTRIES;
}

#endif
