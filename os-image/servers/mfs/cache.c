/* Finding blocks in the cache, and getting those that are not there. See cache.h. */
#include "cache_internal.h"
#include "damage.h"
#include "recovery_group.h"
#include "recovery_kept.h"

#include <errno.h>
#include <libsys/panic.h>
#include <string.h>

#define METADATA_SHARE 4u /* one buffer of so many */
#define GET_TRIES 8u      /* a block may be driven out by others while we wait */

struct cache cache;

static u8 *
align(u8 *memory)
{
	return memory + (-(uintptr_t)memory & (sizeof(u64) - 1));
}

static u32
largest_power_of_two(u32 limit)
{
	u32 power = 1;

	while (power <= limit / 2)
		power *= 2;
	return power;
}

/* The data comes first, so that it is aligned like the memory; then staging, then the tables. */
static void
carve(u8 *memory, u32 bytes, u32 block_size)
{
	u32 each = block_size + (u32)sizeof(struct buffer) + 3 * (u32)sizeof(struct buffer *);
	u32 spare = 4 * (u32)sizeof(u64);
	u32 hash_size;

	cache.buffer_count = (bytes - CACHE_RUN_BYTES - spare) / each;
	hash_size = largest_power_of_two(cache.buffer_count);
	cache.hash_mask = hash_size - 1;
	cache.data = memory;
	cache.staging = cache.data + cache.buffer_count * block_size;
	cache.buffers = (void *)align(cache.staging + CACHE_RUN_BYTES);
	cache.hash = (void *)align((u8 *)(cache.buffers + cache.buffer_count));
	cache.order = (void *)(cache.hash + hash_size);
	memset(cache.hash, 0, hash_size * sizeof(struct buffer *));
}

void
cache_init(void *memory, u32 bytes, u32 block_size, u32 block_count)
{
	u32 metadata;

	ASSERT(bytes >= CACHE_BYTES_MIN && cache.transfers == 0);
	memset(&cache, 0, sizeof(cache));
	cache.block_size = block_size;
	cache.block_count = block_count;
	carve(memory, bytes, block_size);
	for (u32 index = 0; index < cache.buffer_count; index++)
		cache.buffers[index] = (struct buffer){
			.data = cache.data + index * block_size,
			.block = NO_BLOCK,
			.slot = NO_SLOT,
		};
	metadata = cache.buffer_count / METADATA_SHARE;
	cache.parts[CACHE_METADATA] = (struct part){.begin = 0, .end = metadata, .hand = 0};
	cache.parts[CACHE_DATA] = (struct part){
		.begin = metadata, .end = cache.buffer_count, .hand = metadata};
}

enum cache_part
cache_part_number(const struct buffer *buffer)
{
	u32 index = (u32)(buffer - cache.buffers);

	return index < cache.parts[CACHE_METADATA].end ? CACHE_METADATA : CACHE_DATA;
}

struct part *
cache_part_of(const struct buffer *buffer)
{
	return &cache.parts[cache_part_number(buffer)];
}

struct buffer *
cache_find(u32 block)
{
	struct buffer *buffer = cache.hash[block & cache.hash_mask];

	while (buffer != NULL && buffer->block != block)
		buffer = buffer->next_in_hash;
	return buffer;
}

void
cache_insert(struct buffer *buffer, u32 block)
{
	struct buffer **head = &cache.hash[block & cache.hash_mask];

	buffer->block = block;
	buffer->next_in_hash = *head;
	*head = buffer;
}

void
cache_remove(struct buffer *buffer)
{
	struct buffer **link = &cache.hash[buffer->block & cache.hash_mask];

	while (*link != buffer)
		link = &(*link)->next_in_hash;
	*link = buffer->next_in_hash;
	buffer->block = NO_BLOCK;
}

int
cache_has(u32 block)
{
	return cache_find(block) != NULL;
}

u32
cache_absent(u32 block, u32 count)
{
	u32 limit = CACHE_RUN_BYTES / cache.block_size;
	u32 absent = 0;

	if (limit > count)
		limit = count;
	while (absent < limit && block + absent < cache.block_count && !cache_has(block + absent))
		absent++;
	return absent;
}

/* Pins a buffer and waits until it holds its block: 0, or why it could not be read. */
static s32
await(struct buffer *buffer)
{
	s32 error = 0;

	buffer->pins++;
	while (buffer->flags & BUFFER_READING)
		wait_on(&cache.transfer_ended);
	if (buffer->flags & BUFFER_VALID)
		return 0;
	error = buffer->error;
	cache_release(buffer);
	return error;
}

/*
 * One who finds a block that another one reads shares the outcome, unless it is
 * a failure: that run may have failed for another block's sake.
 */
struct buffer *
cache_get(u32 block, enum cache_part part, s32 *error)
{
	if (block >= cache.block_count) {
		*error = -EUCLEAN;
		return NULL;
	}
	*error = -EIO;
	for (u32 try = 0; try < GET_TRIES; try++) {
		struct buffer *buffer = cache_find(block);
		int is_ours = buffer == NULL;

		if (is_ours) {
			s32 fetched = cache_fetch(block, 1, part);

			if (fetched == -EAGAIN) {
				*error = cache_make_room(part);
				if (*error < 0)
					return NULL;
				*error = -EIO;
				continue;
			}
			if (fetched < 0) {
				*error = fetched;
				return NULL;
			}
			buffer = cache_find(block);
			if (buffer == NULL)
				continue;
		}
		*error = await(buffer);
		if (*error == 0) {
			buffer->flags |= BUFFER_REFERENCED;
			return buffer;
		}
		if (is_ours)
			return NULL;
	}
	return NULL;
}

s32
cache_blank(u32 block, u32 count, enum cache_part part, struct buffer **first)
{
	u32 absent = cache_absent(block, count);
	u32 taken;

	ASSERT(absent > 0);
	taken = cache_take(part, absent, first);
	if (taken == 0)
		return -EAGAIN;
	for (u32 index = 0; index < taken; index++) {
		struct buffer *buffer = *first + index;

		cache_insert(buffer, block + index);
		buffer->pins = 1;
	}
	return (s32)taken;
}

/* A block that is being read ahead, and can't be read, is out of the cache at the next try. */
s32
cache_zeroed(u32 block, enum cache_part part, u32 owner, struct buffer **buffer)
{
	for (u32 try = 0; try < GET_TRIES; try++) {
		s32 result;

		if (cache_has(block)) {
			*buffer = cache_get(block, part, &result);
			result = *buffer != NULL;
		} else {
			result = cache_blank(block, 1, part, buffer);
		}
		if (result > 0) {
			memset((*buffer)->data, 0, cache.block_size);
			cache_dirty(*buffer, owner);
			return 0;
		}
		if (result < 0)
			result = cache_make_room(part);
		if (result < 0)
			return result;
	}
	return -EIO;
}

u32
cache_stretch(struct buffer *buffer, u32 count)
{
	u32 limit = (u32)(cache.buffers + cache.buffer_count - buffer);
	u32 length = 1;

	if (limit > count)
		limit = count;
	while (length < limit && buffer[length].block == buffer->block + length &&
	       buffer[length].flags & BUFFER_VALID) {
		buffer[length].flags |= BUFFER_REFERENCED;
		length++;
	}
	return length;
}

void
cache_release(struct buffer *buffer)
{
	ASSERT(buffer->pins > 0);
	buffer->pins--;
}

void
cache_discard(struct buffer *buffer)
{
	cache_remove(buffer);
	cache_release(buffer);
}

void
cache_dirty(struct buffer *buffer, u32 owner)
{
	buffer->flags |= BUFFER_VALID;
	buffer->owner = owner;
	if (!(buffer->flags & BUFFER_DIRTY))
		buffer_set_dirty(buffer);
	group_note_change(buffer);
}

void
cache_forget(u32 block)
{
	struct buffer *buffer = cache_find(block);

	if (buffer == NULL)
		return;
	if (buffer->flags & BUFFER_DIRTY)
		buffer_clear_dirty(buffer);
	group_forget(buffer);
	buffer->failures = 0;
	buffer->owner = CACHE_NO_OWNER;
}
