/* The bitmaps of inodes and zones. See allocate.h. */
#include "allocate.h"

#include "cache.h"
#include "damage.h"
#include "volume.h"

#include <errno.h>
#include <minixfs/bitmap.h>
#include <string.h>

struct map {
	u32 first_block;
	u32 bits; /* in use by the format, with bit 0 */
};

static struct map
inode_map(void)
{
	return (struct map){volume.layout.inode_map, volume.layout.inode_count + 1};
}

static struct map
zone_map(void)
{
	return (struct map){volume.layout.zone_map, minixfs_zone_bits(&volume.layout)};
}

static u32
bits_per_block(void)
{
	return volume.layout.block_size * 8;
}

/* The block that holds a bit, and how many bits in it count. */
static struct buffer *
map_block(const struct map *map, u32 bit, u32 *end, s32 *error)
{
	u32 number = bit / bits_per_block();
	u32 left = map->bits - number * bits_per_block();

	*end = left < bits_per_block() ? left : bits_per_block();
	return cache_get(map->first_block + number, CACHE_METADATA, error);
}

static s32
count_clear(const struct map *map, u32 *count)
{
	*count = 0;
	for (u32 bit = 0; bit < map->bits; bit += bits_per_block()) {
		struct buffer *buffer;
		u32 end;
		s32 error;

		buffer = map_block(map, bit, &end, &error);
		if (buffer == NULL)
			return error;
		*count += bitmap_count_clear(buffer->data, end);
		if (bit == 0 && !bitmap_test(buffer->data, 0)) {
			damaged(DAMAGE_BITMAP, "bit 0 of the bitmap at block %u is clear",
				map->first_block);
			*count -= 1;
		}
		cache_release(buffer);
	}
	return 0;
}

s32
allocate_count(void)
{
	struct map inodes = inode_map();
	struct map zones = zone_map();
	s32 error = count_clear(&inodes, &volume.free_inodes);

	return error < 0 ? error : count_clear(&zones, &volume.free_zones);
}

static u32
less(u32 count, u32 by)
{
	return count > by ? count - by : 0;
}

/* ---- inodes ---- */

/* Takes the first clear bit in [from, end): its number, or 0 when there is none, or an error. */
static s32
take_inode_bit(u32 from, u32 end)
{
	struct map map = inode_map();

	for (u32 bit = from; bit < end;) {
		u32 base = ROUND_DOWN(bit, bits_per_block());
		struct buffer *buffer;
		u32 block_end;
		u32 found;
		s32 error;

		buffer = map_block(&map, bit, &block_end, &error);
		if (buffer == NULL)
			return error;
		if (block_end > end - base)
			block_end = end - base;
		found = bitmap_find_clear(buffer->data, bit - base, block_end);
		if (found < block_end) {
			bitmap_set(buffer->data, found);
			cache_dirty(buffer, CACHE_NO_OWNER);
		}
		cache_release(buffer);
		if (found < block_end)
			return (s32)(base + found);
		bit = base + bits_per_block();
	}
	return 0;
}

/*
 * A bit that is clear although its inode is in use is a damage; it is set now
 * and stays so, which is as it should be, and another one is taken.
 */
s32
inode_allocate(u32 near, struct inode **got)
{
	u32 end = volume.layout.inode_count + 1;
	u32 from = near < end ? near : MINIXFS_ROOT;

	while (volume.free_inodes > 0) {
		s32 number = take_inode_bit(from, end);
		s32 error;

		if (number == 0)
			number = take_inode_bit(MINIXFS_ROOT, from);
		if (number == 0)
			break;
		if (number < 0)
			return number;
		volume.free_inodes = less(volume.free_inodes, 1);
		error = inode_get((u32)number, got);
		if (error < 0)
			return error;
		if ((*got)->disk.mode == 0) {
			memset(&(*got)->disk, 0, sizeof((*got)->disk));
			(*got)->goal = 0;
			(*got)->zones_used = 0;
			(*got)->zones_known = 1;
			(*got)->write_error = 0;
			return 0;
		}
		damaged(DAMAGE_BITMAP, "inode %d is in use, and the bitmap has it free", number);
		inode_put(*got);
		from = (u32)number;
	}
	return -ENOSPC;
}

s32
inode_free(struct inode *inode)
{
	struct map map = inode_map();
	struct buffer *buffer;
	u32 end;
	s32 error;

	memset(&inode->disk, 0, sizeof(inode->disk));
	inode->write_error = 0;
	inode->is_dirty = 1;
	error = inode_store(inode);
	if (error < 0)
		return error;
	buffer = map_block(&map, inode->number, &end, &error);
	if (buffer == NULL)
		return error;
	bitmap_clear(buffer->data, inode->number % bits_per_block());
	cache_dirty(buffer, CACHE_NO_OWNER);
	cache_release(buffer);
	volume.free_inodes++;
	return 0;
}

s32
inode_bit_check(u32 number, u32 mode)
{
	struct map map = inode_map();
	struct buffer *buffer;
	u32 end;
	s32 error;
	int is_set;

	buffer = map_block(&map, number, &end, &error);
	if (buffer == NULL)
		return error;
	is_set = bitmap_test(buffer->data, number % bits_per_block());
	cache_release(buffer);
	if (is_set || mode == 0)
		return 0;
	return damaged(DAMAGE_BITMAP, "inode %u is in use, and the bitmap has it free", number);
}

/* ---- zones ---- */

struct place { /* of clear bits */
	u32 bit;
	u32 count; /* 0: none */
};

/*
 * Looks in one block of the zone bitmap, from `bit` to its end, for `room` clear
 * bits in a row; *any is the first clear one on the way if it was none before.
 */
static struct place
look_for_room(const u8 *data, u32 base, u32 from, u32 end, u32 room, struct place *any)
{
	u32 bit = bitmap_find_clear(data, from, end);

	while (bit < end) {
		u32 limit = end - bit > room ? bit + room : end;
		u32 used = bitmap_find_set(data, bit, limit);

		if (any->count == 0)
			*any = (struct place){base + bit, used - bit};
		if (used - bit >= room)
			return (struct place){base + bit, room};
		bit = bitmap_find_clear(data, used, end);
	}
	return (struct place){0, 0};
}

/* Takes the clear bits at the front of [bit, bit + wanted); may find that others took them. */
static s32
take_zone_bits(u32 bit, u32 wanted, u32 *first)
{
	struct map map = zone_map();
	u32 in_block = bit % bits_per_block();
	struct buffer *buffer;
	u32 end;
	u32 used;
	s32 error;

	buffer = map_block(&map, bit, &end, &error);
	if (buffer == NULL)
		return error;
	if (end - in_block > wanted)
		end = in_block + wanted;
	used = bitmap_find_set(buffer->data, in_block, end);
	for (u32 each = in_block; each < used; each++)
		bitmap_set(buffer->data, each);
	if (used > in_block)
		cache_dirty(buffer, CACHE_NO_OWNER);
	cache_release(buffer);
	*first = bit + volume.layout.first_data_zone - 1;
	volume.free_zones = less(volume.free_zones, used - in_block);
	return (s32)(used - in_block);
}

/* The best place in [from, end): one with room, or failing that *any. */
static s32
find_room(u32 from, u32 end, u32 room, struct place *found, struct place *any)
{
	struct map map = zone_map();

	found->count = 0;
	for (u32 bit = from; bit < end && found->count == 0;) {
		u32 base = ROUND_DOWN(bit, bits_per_block());
		struct buffer *buffer;
		u32 block_end;
		s32 error;

		buffer = map_block(&map, bit, &block_end, &error);
		if (buffer == NULL)
			return error;
		if (block_end > end - base)
			block_end = end - base;
		*found = look_for_room(buffer->data, base, bit - base, block_end, room, any);
		cache_release(buffer);
		bit = base + bits_per_block();
	}
	return 0;
}

s32
zones_allocate(u32 goal, u32 wanted, u32 room, u32 *first)
{
	u32 end = minixfs_zone_bits(&volume.layout);
	u32 from = minixfs_is_data_zone(&volume.layout, goal)
			   ? minixfs_zone_bit(&volume.layout, goal)
			   : 1;

	while (volume.free_zones > 0) {
		struct place found;
		struct place any = {0, 0};
		s32 taken = take_zone_bits(from, wanted, first);

		if (taken != 0)
			return taken;
		taken = find_room(from, end, room, &found, &any);
		if (taken == 0 && found.count == 0)
			taken = find_room(1, from, room, &found, &any);
		if (taken < 0)
			return taken;
		if (found.count == 0)
			found = any;
		if (found.count == 0)
			break;
		from = found.bit;
	}
	return -ENOSPC;
}

s32
zone_free(u32 zone)
{
	struct map map = zone_map();
	struct buffer *buffer;
	u32 bit;
	u32 end;
	s32 error = 0;

	if (!minixfs_is_data_zone(&volume.layout, zone))
		return damaged(DAMAGE_ZONE_NUMBER, "zone %u is none of the data zones", zone);
	bit = minixfs_zone_bit(&volume.layout, zone);
	buffer = map_block(&map, bit, &end, &error);
	if (buffer == NULL)
		return error;
	if (bitmap_test(buffer->data, bit % bits_per_block())) {
		bitmap_clear(buffer->data, bit % bits_per_block());
		cache_dirty(buffer, CACHE_NO_OWNER);
		volume.free_zones++;
		cache_forget(zone);
		error = 0;
	} else {
		error = damaged(DAMAGE_BITMAP, "zone %u of a file is free in the bitmap", zone);
	}
	cache_release(buffer);
	return error;
}
