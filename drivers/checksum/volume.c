/* Reading a volume, and the way of its table to the disk. See volume.h. */
#include "volume.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "lower.h"
#include "recovery_read.h"

#define REPORT_MAX 160u

void
volume_report(const struct volume *volume, const char *format, ...)
{
	char text[REPORT_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	printf("checksum: minor %u: %s\n", volume->minor, text);
}

/* ---- reading ---- */

struct data_read {
	struct volume *volume;
	u32 sector;
};

static int
data_is_right(void *context, u32 index, const void *bytes)
{
	const struct data_read *read = context;

	return table_accepts(&read->volume->table, read->sector + index, area_sum(bytes));
}

static int
data_is_damaged(void *context, u32 index)
{
	const struct data_read *read = context;

	return table_is_damaged(&read->volume->table, read->sector + index);
}

/* Each is told once. */
static void
note_damage(struct data_read *read, const struct run *wrong, const u8 *data)
{
	u32 found = 0;
	u32 first = 0;

	for (u32 index = wrong->start; index < wrong->start + wrong->count; index++) {
		if (data_is_right(read, index, data + index * BLOCK_SECTOR) ||
		    data_is_damaged(read, index))
			continue;
		if (found++ == 0)
			first = read->sector + index;
		table_mark_damaged(&read->volume->table, read->sector + index);
	}
	if (found > 0)
		volume_report(read->volume, "%u sectors from %u on are not what was written", found,
			      first);
}

s32
volume_read(struct volume *volume, u32 sector, u32 count, u8 *data)
{
	struct data_read context = {.volume = volume, .sector = sector};
	const struct checked_read read = {
		.minor = volume->minor,
		.start = sector,
		.count = count,
		.to = data,
		.context = &context,
		.is_right = data_is_right,
		.is_damaged = data_is_damaged,
	};
	struct run wrong;
	s32 error = checked_read(&read, &wrong);

	if (error != -EBADMSG)
		return error;
	note_damage(&context, &wrong, data);
	return -EIO;
}

/* ---- the table ---- */

static void
take_turn(struct order_queue *queue, struct order *turn)
{
	*turn = (struct order){.kind = ORDER_WRITE, .count = 1};
	order_enter(queue, turn);
	order_wait(queue, turn);
}

s32
volume_save_table(struct volume *volume, u32 from, u32 end, u32 flags,
		  struct area_table_sector *image, u32 max)
{
	struct order turn;
	s32 saved = 0;
	u32 count;

	take_turn(&volume->saving, &turn);
	while (saved >= 0 &&
	       (count = table_take_dirty(&volume->table, from, end, image, max, &from)) > 0) {
		s32 error = lower_write(volume->minor, volume->area.table_start + from, image,
					count * BLOCK_SECTOR, flags);

		if (error < 0)
			table_mark_dirty(&volume->table, from, count);
		saved = error < 0 ? error : saved + (s32)count;
		from += count;
	}
	order_leave(&volume->saving, &turn);
	return saved;
}

s32
volume_settle(struct volume *volume)
{
	struct order turn;
	s32 error;

	take_turn(&volume->settling, &turn);
	table_settle_begin(&volume->table);
	error = lower_flush(volume->minor);
	table_settle_end(&volume->table, error == 0);
	order_leave(&volume->settling, &turn);
	return error;
}

s32
volume_flush(struct volume *volume, u8 *room)
{
	s32 result = volume_settle(volume);

	if (result == 0)
		result = volume_save_table(volume, 0, volume->area.table_sectors, 0,
					   (struct area_table_sector *)room, VOLUME_SECTORS_MAX);
	return result > 0 ? lower_flush(volume->minor) : result;
}
