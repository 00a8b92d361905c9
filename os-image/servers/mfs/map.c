/* Looking up and setting the zones of a file. See map.h; freeing is truncate.c. */
#include "map.h"

#include "allocate.h"
#include "cache.h"
#include "damage.h"
#include "volume.h"

#include <errno.h>
#include <minixfs/zone_path.h>
#include <string.h>

#define ROOM_MAX 64u /* zones in a row that a growing file looks for */

u32
map_blocks(u64 bytes)
{
	return (u32)((bytes + volume.layout.block_size - 1) / volume.layout.block_size);
}

static s32
check_zone(const struct inode *inode, u32 zone)
{
	if (minixfs_is_data_zone(&volume.layout, zone))
		return 0;
	return damaged(DAMAGE_ZONE_NUMBER, "inode %u has zone %u, which is none of the data zones",
		       inode->number, zone);
}

static s32
find_path(u32 block, struct zone_path *path)
{
	u32 per_block = minixfs_zones_per_block(&volume.layout);

	return zone_path_find(block, per_block, path) < 0 ? -EFBIG : 0;
}

/* How many of the numbers, up to count, are as the first one promises: all 0, or in a row. */
static u32
run_length(const u32 *zones, u32 count)
{
	u32 step = zones[0] != 0;
	u32 length = 1;

	while (length < count && zones[length] == zones[0] + step * length)
		length++;
	return length;
}

/*
 * The last indirect block on the path, pinned. NULL with *error 0: there is
 * none, the whole list is a hole.
 */
static struct buffer *
follow(const struct inode *inode, const struct zone_path *path, s32 *error)
{
	u32 zone = inode->disk.zones[path->slot];

	for (u32 level = 0;; level++) {
		struct buffer *buffer;

		*error = zone == 0 ? 0 : check_zone(inode, zone);
		if (zone == 0 || *error < 0)
			return NULL;
		buffer = cache_get(zone, CACHE_METADATA, error);
		if (buffer == NULL || level + 1 == path->depth)
			return buffer;
		zone = ((const u32 *)(void *)buffer->data)[path->index[level]];
		cache_release(buffer);
	}
}

s32
map_run(struct inode *inode, u32 block, u32 max, u32 *zone)
{
	struct zone_path path;
	struct buffer *list = NULL;
	const u32 *zones = NULL;
	u32 count = 0;
	s32 error = find_path(block, &path);

	if (error < 0)
		return error;
	if (path.rest < max)
		max = path.rest;
	if (path.depth == 0) {
		zones = &inode->disk.zones[path.slot];
	} else {
		list = follow(inode, &path, &error);
		if (list != NULL)
			zones = (const u32 *)(void *)list->data + path.index[path.depth - 1];
		else if (error < 0)
			return error;
	}
	*zone = zones != NULL ? zones[0] : 0;
	count = zones != NULL ? run_length(zones, max) : max;
	if (list != NULL)
		cache_release(list);
	if (*zone == 0)
		return (s32)count;
	error = check_zone(inode, *zone);
	if (error < 0)
		return error;
	if (count > volume.layout.zone_count - *zone)
		count = volume.layout.zone_count - *zone;
	return (s32)count;
}

/* A fresh indirect block of zeros, pinned. */
static struct buffer *
new_list(struct inode *inode, u32 goal, u32 *zone, s32 *error)
{
	struct buffer *buffer;

	*error = zones_allocate(goal, 1, 1, zone);
	if (*error < 0)
		return NULL;
	*error = cache_zeroed(*zone, CACHE_METADATA, CACHE_NO_OWNER, &buffer);
	if (*error < 0) {
		(void)zone_free(*zone);
		return NULL;
	}
	inode->zones_used++;
	return buffer;
}

/* Makes the indirect blocks on the path that are not there; *goal is then behind them. */
static s32
make_lists(struct inode *inode, const struct zone_path *path, u32 *goal)
{
	u32 zone = inode->disk.zones[path->slot];
	struct buffer *parent = NULL;
	s32 error = 0;

	for (u32 level = 0; level < path->depth; level++) {
		struct buffer *buffer = NULL;
		int is_new = zone == 0;

		if (is_new)
			buffer = new_list(inode, *goal, &zone, &error);
		else if ((error = check_zone(inode, zone)) == 0)
			buffer = cache_get(zone, CACHE_METADATA, &error);
		if (buffer != NULL && is_new && parent == NULL) {
			inode->disk.zones[path->slot] = zone;
			inode->is_dirty = 1;
		} else if (buffer != NULL && is_new) {
			((u32 *)(void *)parent->data)[path->index[level - 1]] = zone;
			cache_dirty(parent, CACHE_NO_OWNER);
		}
		if (parent != NULL)
			cache_release(parent);
		if (buffer == NULL)
			return error;
		parent = buffer;
		if (is_new)
			*goal = zone + 1;
		zone = ((const u32 *)(void *)buffer->data)[path->index[level]];
	}
	if (parent != NULL)
		cache_release(parent);
	return 0;
}

/* Behind the zone of the block before, so that the file stays in one piece. */
static u32
goal_for(struct inode *inode, u32 block)
{
	u32 zone;

	if (block > 0 && map_run(inode, block - 1, 1, &zone) > 0 && zone != 0)
		return zone + 1;
	return inode->goal;
}

/*
 * A file that has to leave its place, since another one took what follows, looks
 * for as much room as it has grown to, so that files that grow side by side end
 * up in long pieces.
 */
s32
map_allocate(struct inode *inode, u32 block, u32 wanted, u32 *zone)
{
	struct zone_path path;
	u32 room = block < ROOM_MAX ? block : ROOM_MAX;
	u32 goal;
	s32 count = find_path(block, &path);

	if (count < 0)
		return count;
	if (path.rest < wanted)
		wanted = path.rest;
	if (room < wanted)
		room = wanted;
	goal = goal_for(inode, block);
	count = make_lists(inode, &path, &goal);
	if (count < 0)
		return count;
	return zones_allocate(goal, wanted, room, zone);
}

s32
map_set(struct inode *inode, u32 block, u32 zone, u32 count)
{
	struct zone_path path;
	struct buffer *list = NULL;
	u32 *zones;
	s32 error = find_path(block, &path);

	if (error < 0)
		return error;
	if (path.depth == 0) {
		zones = &inode->disk.zones[path.slot];
	} else {
		list = follow(inode, &path, &error);
		if (list == NULL)
			return error < 0 ? error : -EUCLEAN;
		zones = (u32 *)(void *)list->data + path.index[path.depth - 1];
	}
	for (u32 index = 0; index < count; index++)
		zones[index] = zone + index;
	inode->zones_used += count;
	inode->is_dirty = 1;
	if (list != NULL) {
		cache_dirty(list, CACHE_NO_OWNER);
		cache_release(list);
	}
	return 0;
}

s32
map_add_block(struct inode *inode, u32 block, struct buffer **buffer)
{
	u32 zone;
	s32 error = map_allocate(inode, block, 1, &zone);

	if (error < 0)
		return error;
	error = cache_zeroed(zone, CACHE_METADATA, CACHE_NO_OWNER, buffer);
	if (error == 0) {
		error = map_set(inode, block, zone, 1);
		if (error < 0)
			cache_release(*buffer);
	}
	if (error < 0)
		(void)zone_free(zone);
	return error;
}
