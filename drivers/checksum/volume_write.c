/* Writing to a volume. See volume.h. */
#include <errno.h>

#include "lower.h"
#include "volume.h"

/* That have the entries of one request. */
#define TABLE_SECTORS_MAX (VOLUME_SECTORS_MAX / AREA_ENTRIES + 2)

static int
any(const struct volume *volume, u32 sector, u32 count,
    int (*is)(const struct table *, u32 sector))
{
	for (u32 index = 0; index < count; index++)
		if (is(&volume->table, sector + index))
			return 1;
	return 0;
}

static int
is_open(const struct table *table, u32 sector)
{
	return !table_is_settled(table, sector);
}

/* Which of its two checksums the sector has; one that has neither is damaged, and stays so. */
static u32
sum_of(const struct volume *volume, u32 sector, const void *data)
{
	u32 sum = area_sum(data);

	return table_accepts(&volume->table, sector, sum) ? sum : AREA_SUM_NONE;
}

/*
 * Sectors that were being written when the driver failed, or this one did, have one of
 * two checksums; a third one has no place in the entry. So it is looked up which it is.
 * Sectors that can't be read are no better for it, and may be after they were written.
 */
static s32
resolve(struct volume *volume, u32 sector, u32 count, u8 *room)
{
	s32 error = lower_flush(volume->minor);
	int is_read;

	if (error < 0)
		return error;
	is_read = lower_read(volume->minor, sector, room, count * BLOCK_SECTOR) == 0;
	for (u32 index = 0; index < count; index++) {
		const u8 *data = room + index * BLOCK_SECTOR;

		if (is_open(&volume->table, sector + index))
			table_resolve(&volume->table, sector + index,
				      is_read ? sum_of(volume, sector + index, data) : AREA_SUM_NONE);
	}
	return 0;
}

s32
volume_write_prepare(struct volume *volume, u32 sector, u32 count, u8 *room)
{
	s32 error = 0;

	if (any(volume, sector, count, table_needs_flush))
		error = volume_settle(volume);
	if (error == 0 && any(volume, sector, count, is_open))
		error = resolve(volume, sector, count, room);
	return error;
}

s32
volume_write(struct volume *volume, u32 sector, u32 count, const u8 *data, u32 flags)
{
	struct area_table_sector image[TABLE_SECTORS_MAX];
	s32 error;

	for (u32 index = 0; index < count; index++)
		table_expect(&volume->table, sector + index,
			     area_sum(data + index * BLOCK_SECTOR));
	error = volume_save_table(volume, table_sector_of(sector),
				  table_sector_of(sector + count - 1) + 1, BLOCK_FORCE, image,
				  ARRAY_LEN(image));
	if (error >= 0)
		error = lower_write(volume->minor, sector, data, count * BLOCK_SECTOR, flags);
	for (u32 index = 0; index < count && error == 0; index++)
		table_acknowledge(&volume->table, sector + index);
	return error;
}
