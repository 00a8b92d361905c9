/*
 * Freeing and counting the zones of a file: walks over the trees of indirect
 * blocks. A number leaves the file before its zone is freed, and the first
 * damage ends the walk: what it would have freed may belong to others.
 */
#include "map.h"

#include "allocate.h"
#include "cache.h"
#include "damage.h"
#include "volume.h"

#include <errno.h>
#include <minixfs/zone_path.h>

/* Blocks that one entry of an indirect block leads to; depth counts the indirect blocks. */
static u64
span_of_entry(u32 depth)
{
	return zone_path_span(MINIXFS_DIRECT + depth - 2, minixfs_zones_per_block(&volume.layout));
}

static s32
free_one(struct inode *inode, u32 zone)
{
	if (inode->zones_used > 0)
		inode->zones_used--;
	return zone_free(zone);
}

static s32 free_tree(struct inode *inode, u32 *entry, u32 depth, u64 keep);

/* All entries of an indirect block but for what leads to the first `keep` blocks. */
static s32
free_list(struct inode *inode, u32 zone, u32 depth, u64 keep)
{
	u64 span = span_of_entry(depth);
	u32 count = minixfs_zones_per_block(&volume.layout);
	struct buffer *buffer;
	s32 error = 0;

	buffer = cache_get(zone, CACHE_METADATA, &error);
	if (buffer == NULL)
		return error;
	for (u32 index = (u32)(keep / span); index < count && error == 0; index++) {
		u32 *entry = (u32 *)(void *)buffer->data + index;
		u64 before = index * span;

		if (*entry == 0)
			continue;
		error = free_tree(inode, entry, depth - 1, keep > before ? keep - before : 0);
		cache_dirty(buffer, CACHE_NO_OWNER);
	}
	cache_release(buffer);
	return error;
}

/* What an entry leads to, beyond the first `keep` blocks; the entry becomes 0 when all goes. */
static s32
free_tree(struct inode *inode, u32 *entry, u32 depth, u64 keep)
{
	u32 zone = *entry;
	s32 error = 0;

	if (!minixfs_is_data_zone(&volume.layout, zone))
		return damaged(DAMAGE_ZONE_NUMBER,
			       "inode %u has zone %u, which is none of the data zones",
			       inode->number, zone);
	if (keep == 0)
		*entry = 0;
	if (depth > 0)
		error = free_list(inode, zone, depth, keep);
	if (keep == 0 && error == 0)
		error = free_one(inode, zone);
	return error;
}

s32
map_truncate(struct inode *inode, u32 keep)
{
	u64 first = 0; /* block that the slot begins with */
	s32 error = 0;

	for (u32 slot = 0; slot < MINIXFS_SLOTS && error == 0; slot++) {
		u64 span = zone_path_span(slot, minixfs_zones_per_block(&volume.layout));
		u32 depth = slot < MINIXFS_DIRECT ? 0 : slot - MINIXFS_DIRECT + 1;
		u64 kept = keep > first ? keep - first : 0;

		if (kept < span && inode->disk.zones[slot] != 0) {
			inode->is_dirty = 1;
			error = free_tree(inode, &inode->disk.zones[slot], depth, kept);
		}
		first += span;
	}
	return error;
}

/* Zones in the tree, with its indirect blocks, that lead to its first `blocks` blocks. */
static s32
count_tree(u32 zone, u32 depth, u64 blocks, u32 *count)
{
	struct buffer *buffer;
	u64 span;
	s32 error = 0;

	*count += 1;
	if (depth == 0)
		return 0;
	if (!minixfs_is_data_zone(&volume.layout, zone))
		return -EUCLEAN;
	buffer = cache_get(zone, CACHE_METADATA, &error);
	if (buffer == NULL)
		return error;
	span = span_of_entry(depth);
	for (u32 index = 0; index < minixfs_zones_per_block(&volume.layout); index++) {
		u64 before = index * span;
		u32 entry = ((const u32 *)(void *)buffer->data)[index];

		if (before >= blocks || error < 0)
			break;
		if (entry != 0)
			error = count_tree(entry, depth - 1, blocks - before, count);
	}
	cache_release(buffer);
	return error;
}

u32
map_count(struct inode *inode)
{
	u64 blocks = map_blocks(inode->disk.size);
	u64 first = 0;
	u32 count = 0;
	s32 error = 0;

	if (inode->zones_known)
		return inode->zones_used;
	for (u32 slot = 0; slot < MINIXFS_SLOTS && first < blocks && error == 0; slot++) {
		u32 depth = slot < MINIXFS_DIRECT ? 0 : slot - MINIXFS_DIRECT + 1;

		if (inode->disk.zones[slot] != 0)
			error = count_tree(inode->disk.zones[slot], depth, blocks - first, &count);
		first += zone_path_span(slot, minixfs_zones_per_block(&volume.layout));
	}
	inode->zones_used = count;
	inode->zones_known = error == 0;
	return count;
}
