/* Which zones a file has: each may be had once. */
#include "check.h"

#include <minixfs/bitmap.h>
#include <minixfs/zone_path.h>

static u32
depth_of_slot(u32 slot)
{
	return slot < MINIXFS_DIRECT ? 0 : slot - MINIXFS_DIRECT + 1;
}

/* Whether the zone can be this inode's; if not, and it is to be repaired, the entry becomes 0. */
static int
claim(struct volume_check *v, u32 number, u32 *entry, int *changed)
{
	int take_out;

	if (!minixfs_is_data_zone(v->layout, *entry)) {
		take_out = problem(v, "inode %u has zone %u, which is none of the data zones",
				   number, *entry);
	} else if (bitmap_test(v->zones_found, minixfs_zone_bit(v->layout, *entry))) {
		take_out = problem(v, "inode %u has zone %u, which is in use already", number,
				   *entry);
	} else {
		bitmap_set(v->zones_found, minixfs_zone_bit(v->layout, *entry));
		v->check->zones++;
		return 1;
	}
	if (take_out) {
		*entry = 0;
		*changed = 1;
	}
	return 0;
}

/* What a claimed indirect block leads to. The walk ends, since no block is claimed twice. */
static void
claim_list(struct volume_check *v, u32 number, u32 zone, u32 depth)
{
	u32 *entries = (u32 *)(void *)v->blocks[depth];
	int changed = 0;

	if (read_blocks(v, zone, 1, entries) < 0)
		return;
	for (u32 index = 0; index < minixfs_zones_per_block(v->layout); index++)
		if (entries[index] != 0 && claim(v, number, &entries[index], &changed) && depth > 1)
			claim_list(v, number, entries[index], depth - 1);
	if (changed)
		write_blocks(v, zone, 1, entries);
}

void
claim_zones(struct volume_check *v, u32 number)
{
	u32 *zones = inode_of(v, number)->zones;

	for (u32 slot = 0; slot < MINIXFS_SLOTS; slot++) {
		if (zones[slot] == 0 || !claim(v, number, &zones[slot], &v->inodes_changed))
			continue;
		if (depth_of_slot(slot) > 0)
			claim_list(v, number, zones[slot], depth_of_slot(slot));
	}
}

static void
release_tree(struct volume_check *v, u32 zone, u32 depth)
{
	u32 *entries = (u32 *)(void *)v->blocks[depth];

	if (!minixfs_is_data_zone(v->layout, zone) ||
	    !bitmap_test(v->zones_found, minixfs_zone_bit(v->layout, zone)))
		return;
	bitmap_clear(v->zones_found, minixfs_zone_bit(v->layout, zone));
	v->check->zones--;
	if (depth == 0 || read_blocks(v, zone, 1, entries) < 0)
		return;
	for (u32 index = 0; index < minixfs_zones_per_block(v->layout); index++)
		if (entries[index] != 0)
			release_tree(v, entries[index], depth - 1);
}

void
release_zones(struct volume_check *v, u32 number)
{
	const u32 *zones = inode_of(v, number)->zones;

	for (u32 slot = 0; slot < MINIXFS_SLOTS; slot++)
		if (zones[slot] != 0)
			release_tree(v, zones[slot], depth_of_slot(slot));
}

u32
zone_of_block(struct volume_check *v, u32 number, u32 block)
{
	struct zone_path path;
	u32 zone;

	if (zone_path_find(block, minixfs_zones_per_block(v->layout), &path) < 0)
		return 0;
	zone = inode_of(v, number)->zones[path.slot];
	for (u32 level = 0; level < path.depth && zone != 0; level++) {
		const u32 *entries = (const u32 *)(void *)v->blocks[1];

		if (!minixfs_is_data_zone(v->layout, zone) ||
		    read_blocks(v, zone, 1, v->blocks[1]) < 0)
			return 0;
		zone = entries[path.index[level]];
	}
	return minixfs_is_data_zone(v->layout, zone) ? zone : 0;
}
