/* Reading runs of blocks into the cache, without waiting for them. */
#include "cache_internal.h"

#include <errno.h>

struct cache_read {
	struct disk_transfer disk; /* first, so that one leads to the other */
	u32 is_used;
	struct buffer *first;
	u32 count;
};

static struct cache_read reads[READS_MAX];

static void
read_done(struct disk_transfer *transfer, s32 status)
{
	struct cache_read *read = (struct cache_read *)transfer;

	for (u32 index = 0; index < read->count; index++) {
		struct buffer *buffer = read->first + index;

		buffer->flags &= (u8)~BUFFER_READING;
		buffer->pins--;
		if (status == 0) {
			buffer->flags |= BUFFER_VALID;
		} else {
			buffer->error = status;
			cache_remove(buffer);
		}
	}
	read->is_used = 0;
	cache.transfers--;
	wait_wake_all(&cache.transfer_ended);
}

static struct cache_read *
unused_read(void)
{
	for (u32 index = 0; index < READS_MAX; index++)
		if (!reads[index].is_used)
			return &reads[index];
	return NULL;
}

/* The buffers are pinned, and other threads find them, before disk_start may block. */
static void
expect(struct cache_read *read, u32 block)
{
	for (u32 index = 0; index < read->count; index++) {
		struct buffer *buffer = read->first + index;

		cache_insert(buffer, block + index);
		buffer->flags = BUFFER_READING;
		buffer->pins = 1;
	}
}

s32
cache_fetch(u32 block, u32 count, enum cache_part part)
{
	struct cache_read *read = unused_read();
	u32 absent = cache_absent(block, count);
	s32 result;

	if (absent == 0)
		return -EUCLEAN;
	if (read == NULL)
		return -EAGAIN;
	read->count = cache_take(part, absent, &read->first);
	if (read->count == 0)
		return -EAGAIN;
	read->is_used = 1;
	cache.transfers++;
	expect(read, block);
	read->disk = (struct disk_transfer){
		.position = (u64)block * cache.block_size,
		.length = read->count * cache.block_size,
		.memory = read->first->data,
		.done = read_done,
	};
	count = read->count;
	result = disk_start(&read->disk);
	if (result < 0) {
		read_done(&read->disk, result);
		return result;
	}
	return (s32)count;
}
