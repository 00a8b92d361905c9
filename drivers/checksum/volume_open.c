/*
 * Making volumes ready: their headers and tables are read when they are opened. A
 * volume that was made anew meanwhile (its header has another stamp) is read again.
 */
#include <errno.h>
#include <libsys/kcall.h>
#include <string.h>

#include "lower.h"
#include "recovery_read.h"
#include "volume.h"

#define VOLUMES_MAX 4u

static struct volume volumes[VOLUMES_MAX];
static struct order_queue opening; /* one at a time */

struct volume *
volume_of(u32 minor)
{
	for (u32 index = 0; index < VOLUMES_MAX; index++)
		if (volumes[index].is_ready && volumes[index].minor == minor)
			return &volumes[index];
	return NULL;
}

static struct volume *
free_volume(void)
{
	for (u32 index = 0; index < VOLUMES_MAX; index++)
		if (!volumes[index].is_ready)
			return &volumes[index];
	return NULL;
}

/* ---- the header ---- */

/* The headers' places follow from the size; *found is set only if the result is AREA_VALID. */
static enum area_state
read_headers(u32 minor, u64 sectors, struct area *found)
{
	struct area planned;
	enum area_state state = AREA_UNKNOWN;
	u8 sector[BLOCK_SECTOR];

	if (area_plan(sectors, &planned) < 0)
		return AREA_ABSENT;
	for (u32 which = 0; which < AREA_HEADERS && state != AREA_VALID; which++)
		if (lower_read(minor, area_header_sector(&planned, which), sector,
			       sizeof(sector)) == 0)
			state = area_state_of_both(state,
						   area_header_read(sector, sectors, found));
	return state;
}

/* 0 or an error, and then the log says why. */
static s32
find_area(struct volume *volume, struct area *area)
{
	u64 size;
	s32 error = lower_open(volume->minor, &size);

	if (error < 0) {
		volume_report(volume, "the driver below can't open it: error %d", -error);
		return error;
	}
	switch (read_headers(volume->minor, size / BLOCK_SECTOR, area)) {
	case AREA_VALID:
		return 0;
	case AREA_UNKNOWN:
		volume_report(volume, "neither header of its checksums can be read");
		return -EIO;
	case AREA_DAMAGED:
		volume_report(volume, "the header of its checksums is damaged: "
				      "`sums --make` makes them anew, from what is there now");
		return -EIO;
	case AREA_ABSENT:
	default:
		volume_report(volume, "it has no checksums: `sums --make` makes them");
		return -ENXIO;
	}
}

/* ---- the table ---- */

struct table_read {
	struct volume *volume;
	u32 first;
};

static int
table_is_right(void *context, u32 index, const void *bytes)
{
	const struct table_read *read = context;

	(void)bytes; /* it is read to where it belongs */
	return area_table_is_sound(&read->volume->table.sectors[read->first + index],
				   read->first + index);
}

static void
lose_unsound(struct volume *volume, u32 first, u32 count)
{
	for (u32 index = first; index < first + count; index++) {
		if (area_table_is_sound(&volume->table.sectors[index], index))
			continue;
		volume_report(volume, "checksums are lost: sectors %u to %u can't be read any more",
			      index * AREA_ENTRIES, (index + 1) * AREA_ENTRIES - 1);
		table_lose(&volume->table, index);
	}
}

static void
load_part(struct volume *volume, u32 first, u32 count)
{
	struct table_read context = {.volume = volume, .first = first};
	const struct checked_read read = {
		.minor = volume->minor,
		.start = volume->area.table_start + first,
		.count = count,
		.to = (u8 *)&volume->table.sectors[first],
		.context = &context,
		.is_right = table_is_right,
	};
	struct run wrong;

	if (checked_read(&read, &wrong) == 0 || count == 1) {
		lose_unsound(volume, first, count);
		return;
	}
	for (u32 index = 0; index < count; index++) /* one that can't be read does not cost the others */
		load_part(volume, first + index, 1);
}

static s32
load_table(struct volume *volume)
{
	u32 memory;
	int error = sys_vm_map(EP_SELF, 0, ROUND_UP(table_bytes(&volume->area), PAGE_SIZE),
			       VM_READ | VM_WRITE, &memory);

	if (error < 0) {
		volume_report(volume, "no memory for %u KB of checksums: error %d",
			      table_bytes(&volume->area) / 1024, -error);
		return -ENOMEM;
	}
	table_init(&volume->table, &volume->area, (void *)memory);
	for (u32 first = 0; first < volume->area.table_sectors; first += VOLUME_SECTORS_MAX) {
		u32 rest = volume->area.table_sectors - first;

		load_part(volume, first, rest < VOLUME_SECTORS_MAX ? rest : VOLUME_SECTORS_MAX);
	}
	return 0;
}

static void
forget(struct volume *volume)
{
	(void)sys_vm_unmap(EP_SELF, (u32)volume->table.sectors,
			   ROUND_UP(table_bytes(&volume->area), PAGE_SIZE));
	volume->is_ready = 0;
}

/* ---- opening ---- */

/* With -EIO nothing is known of what is there now, and who has it open goes on with it. */
static s32
check_again(struct volume *volume)
{
	struct area area;
	s32 error = find_area(volume, &area);

	if ((error == 0 && area.stamp == volume->area.stamp) || (error < 0 && error != -ENXIO))
		return error;
	if (volume->requests.first != NULL) {
		volume_report(volume, "its checksums were made anew while it is in use");
		return -EIO;
	}
	forget(volume);
	return error;
}

static s32
open_now(u32 minor)
{
	struct volume *volume = volume_of(minor);
	s32 error = 0;

	if (volume != NULL)
		error = check_again(volume);
	if (error < 0 || volume_of(minor) != NULL)
		return error;
	volume = free_volume();
	if (volume == NULL)
		return -ENFILE;
	*volume = (struct volume){.minor = minor};
	error = find_area(volume, &volume->area);
	if (error == 0)
		error = load_table(volume);
	if (error == 0)
		volume->is_ready = 1;
	return error;
}

s32
volume_open(u32 minor)
{
	struct order turn = {.kind = ORDER_WRITE, .count = 1};
	s32 error;

	order_enter(&opening, &turn);
	order_wait(&opening, &turn);
	error = open_now(minor);
	order_leave(&opening, &turn);
	return error;
}
