/* From dirty buffers to sorted runs to the disk. See writeback.h. */
#include "writeback.h"

#include "cache_internal.h"
#include "inode.h"
#include "platform.h"
#include "recovery_group.h"
#include "recovery_kept.h"

#include <errno.h>
#include <string.h>

#define DIRTY_NUMERATOR 1u /* a part that is dirtier than this is written back first */
#define DIRTY_DENOMINATOR 2u

struct cache_write {
	struct disk_transfer disk; /* first, so that one leads to the other */
	u32 is_used;
	struct buffer *buffers[CACHE_RUN_MAX];
	u32 slots[CACHE_RUN_MAX]; /* that are written; a buffer may change meanwhile */
	u32 count;
};

static struct cache_write writes[WRITES_MAX];
static struct cache_write *staged; /* the one that is written from cache.staging, or NULL */
static struct lock lock; /* of the writeback under way, which uses cache.order */
static s32 first_error;
static u32 reported_block = NO_BLOCK;

void
buffer_set_dirty(struct buffer *buffer)
{
	u32 dirty = cache.parts[CACHE_METADATA].dirty + cache.parts[CACHE_DATA].dirty;

	buffer->flags |= BUFFER_DIRTY;
	cache_part_of(buffer)->dirty++;
	if (dirty == 0)
		writeback_soon();
}

void
buffer_clear_dirty(struct buffer *buffer)
{
	buffer->flags &= (u8)~BUFFER_DIRTY;
	cache_part_of(buffer)->dirty--;
}

static u32
dirty_count(void)
{
	return cache.parts[CACHE_METADATA].dirty + cache.parts[CACHE_DATA].dirty;
}

static void
write_failed(struct buffer *buffer, s32 error)
{
	if (buffer->failures < WRITE_FAILURES_MAX)
		buffer->failures++;
	if (buffer->failures == WRITE_FAILURES_MAX && reported_block != buffer->block) {
		reported_block = buffer->block;
		report("block %u could not be written in %u tries (error %d); its data is kept "
		       "in memory",
		       buffer->block, WRITE_FAILURES_MAX, -error);
	}
	inode_write_failed(buffer->owner, error);
}

/* The disk has what was kept in the slot, which may be older than what the buffer holds now. */
static void
written(struct buffer *buffer, u32 slot)
{
	kept_free(slot);
	buffer->slot = NO_SLOT;
	buffer->failures = 0;
	if (!(buffer->flags & BUFFER_CHANGED))
		buffer_clear_dirty(buffer);
}

static void
write_done(struct disk_transfer *transfer, s32 status)
{
	struct cache_write *write = (struct cache_write *)transfer;

	if (status < 0 && first_error == 0)
		first_error = status;
	for (u32 index = 0; index < write->count; index++) {
		struct buffer *buffer = write->buffers[index];
		u32 slot = write->slots[index];

		buffer->flags &= (u8)~BUFFER_WRITING;
		if (!kept_end_write(slot) || buffer->slot != slot)
			continue; /* newer contents are kept, or will be, or the block is free */
		if (status < 0)
			write_failed(buffer, status);
		else
			written(buffer, slot);
	}
	if (staged == write)
		staged = NULL;
	write->is_used = 0;
	cache.transfers--;
	wait_wake_all(&cache.transfer_ended);
}

static struct cache_write *
wait_for_unused_write(void)
{
	for (;;) {
		for (u32 index = 0; index < WRITES_MAX; index++)
			if (!writes[index].is_used)
				return &writes[index];
		wait_on(&cache.transfer_ended);
	}
}

static int
belongs(const struct buffer *buffer, enum writeback_whose whose, u32 inode)
{
	if (buffer->slot == NO_SLOT || buffer->flags & BUFFER_WRITING)
		return 0;
	if (whose == WRITEBACK_TIMER)
		return buffer->failures < WRITE_FAILURES_MAX;
	return whose == WRITEBACK_ALL || buffer->owner == inode || buffer->owner == CACHE_NO_OWNER;
}

static u32
collect(enum writeback_whose whose, u32 inode)
{
	u32 count = 0;

	for (u32 index = 0; index < cache.buffer_count; index++)
		if (belongs(&cache.buffers[index], whose, inode))
			cache.order[count++] = &cache.buffers[index];
	buffers_sort(cache.order, cache.order + cache.buffer_count, count);
	return count;
}

/* The longest run at the front of the list. Buffers may have changed since it was sorted. */
static void
gather(struct cache_write *write, struct buffer **list, u32 count, enum writeback_whose whose,
       u32 inode)
{
	u32 limit = CACHE_RUN_BYTES / cache.block_size;

	write->count = 0;
	while (write->count < count && write->count < limit) {
		struct buffer *buffer = list[write->count];

		if (!belongs(buffer, whose, inode) ||
		    (write->count > 0 && buffer->block != list[write->count - 1]->block + 1))
			break;
		write->slots[write->count] = buffer->slot;
		write->buffers[write->count++] = buffer;
	}
}

static int
are_neighbours(const struct cache_write *write)
{
	for (u32 index = 1; index < write->count; index++)
		if (write->slots[index] != write->slots[index - 1] + 1)
			return 0;
	return 1;
}

/* Neighbours in memory are written from where they are, others are brought together first. */
static void *
contents(struct cache_write *write)
{
	if (are_neighbours(write))
		return kept_contents(write->slots[0]);
	staged = write;
	for (u32 index = 0; index < write->count; index++)
		memcpy(cache.staging + index * cache.block_size,
		       kept_contents(write->slots[index]), cache.block_size);
	return cache.staging;
}

static void
start(struct cache_write *write)
{
	s32 result;

	for (u32 index = 0; index < write->count; index++) {
		write->buffers[index]->flags |= BUFFER_WRITING;
		kept_begin_write(write->slots[index]);
	}
	write->is_used = 1;
	cache.transfers++;
	write->disk = (struct disk_transfer){
		.position = (u64)write->buffers[0]->block * cache.block_size,
		.length = write->count * cache.block_size,
		.writing = 1,
		.memory = contents(write),
		.done = write_done,
	};
	result = disk_start(&write->disk);
	if (result < 0)
		write_done(&write->disk, result);
}

static int
is_writing(void)
{
	for (u32 index = 0; index < WRITES_MAX; index++)
		if (writes[index].is_used)
			return 1;
	return 0;
}

s32
writeback(enum writeback_whose whose, u32 inode)
{
	u32 count;
	u32 at = 0;
	s32 error;

	lock_take(&lock, LOCK_EXCLUSIVE);
	first_error = 0;
	count = collect(whose, inode);
	while (at < count) {
		struct cache_write *write = wait_for_unused_write();

		gather(write, cache.order + at, count - at, whose, inode);
		if (write->count > 0 && staged != NULL && !are_neighbours(write)) {
			wait_on(&cache.transfer_ended);
			continue;
		}
		if (write->count > 0)
			start(write);
		at += write->count > 0 ? write->count : 1;
	}
	while (is_writing())
		wait_on(&cache.transfer_ended);
	error = first_error;
	lock_release(&lock, LOCK_EXCLUSIVE);
	return error;
}

/* What could not be written now gets its next try by the next timer. */
void
writeback_by_timer(void)
{
	(void)inode_store_all();
	group_settle();
	if (writeback(WRITEBACK_TIMER, 0) < 0 || dirty_count() > 0)
		writeback_soon();
}

void
writeback_settle(void)
{
	while (cache.transfers > 0)
		wait_on(&cache.transfer_ended);
}

static int
is_too_dirty(const struct part *part)
{
	return part->dirty >
	       (part->end - part->begin) * DIRTY_NUMERATOR / DIRTY_DENOMINATOR;
}

static int
is_all_too_dirty(void)
{
	return is_too_dirty(&cache.parts[CACHE_DATA]) ||
	       is_too_dirty(&cache.parts[CACHE_METADATA]) ||
	       kept_slots() - kept_unused() > kept_slots() * DIRTY_NUMERATOR / DIRTY_DENOMINATOR;
}

/* -EIO, rather than losing what others were told is written. */
s32
cache_throttle(void)
{
	if (!is_all_too_dirty())
		return 0;
	group_settle();
	if (writeback(WRITEBACK_ALL, 0) == 0)
		return 0;
	return is_all_too_dirty() ? -EIO : 0;
}

s32
cache_make_room(enum cache_part part_number)
{
	const struct part *part = &cache.parts[part_number];
	if (cache.transfers > 0) {
		wait_on(&cache.transfer_ended);
		return 0;
	}
	return part->dirty > 0 ? writeback(WRITEBACK_ALL, 0) : -EIO;
}
