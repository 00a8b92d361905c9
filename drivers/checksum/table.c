/* See table.h. */
#include "table.h"

#include <string.h>

#define MARK_WRITTEN (MARK_ACKNOWLEDGED | MARK_SETTLING)

u32
table_bytes(const struct area *area)
{
	return area->table_sectors * (AREA_SECTOR + 1) + area->data_sectors;
}

void
table_init(struct table *table, const struct area *area, void *memory)
{
	u8 *bytes = memory;

	*table = (struct table){
		.data_sectors = area->data_sectors,
		.table_sectors = area->table_sectors,
		.sectors = memory,
		.table_marks = bytes + area->table_sectors * AREA_SECTOR,
		.marks = bytes + area->table_sectors * (AREA_SECTOR + 1),
	};
	memset(memory, 0, table_bytes(area));
}

static struct area_entry *
entry_of(const struct table *table, u32 sector)
{
	return &table->sectors[table_sector_of(sector)].entries[sector % AREA_ENTRIES];
}

static void
changed(struct table *table, u32 sector)
{
	table->table_marks[table_sector_of(sector)] |= TABLE_DIRTY;
}

void
table_lose(struct table *table, u32 table_sector)
{
	memset(&table->sectors[table_sector], 0, sizeof(table->sectors[0]));
}

int
table_accepts(const struct table *table, u32 sector, u32 sum)
{
	const struct area_entry *entry = entry_of(table, sector);

	return sum == entry->sum || (!(table->marks[sector] & MARK_WRITTEN) && sum == entry->old);
}

int
table_is_settled(const struct table *table, u32 sector)
{
	const struct area_entry *entry = entry_of(table, sector);

	return entry->sum == entry->old;
}

int
table_needs_flush(const struct table *table, u32 sector)
{
	return (table->marks[sector] & MARK_WRITTEN) != 0;
}

void
table_resolve(struct table *table, u32 sector, u32 sum)
{
	*entry_of(table, sector) = (struct area_entry){.sum = sum, .old = sum};
	changed(table, sector);
}

void
table_expect(struct table *table, u32 sector, u32 sum)
{
	table->marks[sector] &= (u8)~MARK_DAMAGED;
	if (entry_of(table, sector)->sum == sum)
		return;
	entry_of(table, sector)->sum = sum;
	changed(table, sector);
}

void
table_acknowledge(struct table *table, u32 sector)
{
	if (table_is_settled(table, sector))
		return;
	table->marks[sector] |= MARK_ACKNOWLEDGED;
	table->table_marks[table_sector_of(sector)] |= TABLE_ACKNOWLEDGED;
}

/* Calls what is to be done for each written sector whose entry is in that sector of the table. */
static void
for_written(struct table *table, u32 table_sector, void (*act)(struct table *, u32 sector))
{
	u32 sector = table_sector * AREA_ENTRIES;
	u32 end = sector + AREA_ENTRIES;

	for (; sector < end && sector < table->data_sectors; sector++)
		if (table->marks[sector] & MARK_WRITTEN)
			act(table, sector);
}

static void
begin_one(struct table *table, u32 sector)
{
	table->marks[sector] = (table->marks[sector] & (u8)~MARK_ACKNOWLEDGED) | MARK_SETTLING;
}

/* One that was acknowledged after the flush began waits for the next. */
static void
settle_one(struct table *table, u32 sector)
{
	if (!(table->marks[sector] & MARK_SETTLING))
		return;
	table->marks[sector] &= (u8)~MARK_SETTLING;
	entry_of(table, sector)->old = entry_of(table, sector)->sum;
	changed(table, sector);
}

static void
give_back_one(struct table *table, u32 sector)
{
	if (table->marks[sector] & MARK_SETTLING)
		table->marks[sector] =
			(table->marks[sector] & (u8)~MARK_SETTLING) | MARK_ACKNOWLEDGED;
}

static int
has_acknowledged(const struct table *table, u32 table_sector)
{
	u32 sector = table_sector * AREA_ENTRIES;
	u32 end = sector + AREA_ENTRIES;

	for (; sector < end && sector < table->data_sectors; sector++)
		if (table->marks[sector] & MARK_WRITTEN)
			return 1;
	return 0;
}

void
table_settle_begin(struct table *table)
{
	for (u32 index = 0; index < table->table_sectors; index++)
		if (table->table_marks[index] & TABLE_ACKNOWLEDGED)
			for_written(table, index, begin_one);
}

void
table_settle_end(struct table *table, int went_well)
{
	for (u32 index = 0; index < table->table_sectors; index++) {
		if (!(table->table_marks[index] & TABLE_ACKNOWLEDGED))
			continue;
		for_written(table, index, went_well ? settle_one : give_back_one);
		if (!has_acknowledged(table, index))
			table->table_marks[index] &= (u8)~TABLE_ACKNOWLEDGED;
	}
}

void
table_mark_damaged(struct table *table, u32 sector)
{
	table->marks[sector] |= MARK_DAMAGED;
}

int
table_is_damaged(const struct table *table, u32 sector)
{
	return (table->marks[sector] & MARK_DAMAGED) != 0;
}

u32
table_take_dirty(struct table *table, u32 from, u32 end, struct area_table_sector *image, u32 max,
		 u32 *first)
{
	u32 count = 0;

	while (from < end && !(table->table_marks[from] & TABLE_DIRTY))
		from++;
	*first = from;
	for (; from < end && count < max && table->table_marks[from] & TABLE_DIRTY; from++) {
		table->table_marks[from] &= (u8)~TABLE_DIRTY;
		image[count] = table->sectors[from];
		area_table_seal(&image[count], from);
		count++;
	}
	return count;
}

void
table_mark_dirty(struct table *table, u32 first, u32 count)
{
	for (u32 index = 0; index < count; index++)
		table->table_marks[first + index] |= TABLE_DIRTY;
}
