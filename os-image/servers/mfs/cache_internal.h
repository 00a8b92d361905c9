/* What the files of the cache share: cache*.c and writeback*.c. */
#ifndef MFS_CACHE_INTERNAL_H
#define MFS_CACHE_INTERNAL_H

#include "cache.h"
#include "disk.h"
#include "wait.h"

#define NO_BLOCK UINT32_MAX

#define BUFFER_VALID 1u      /* holds the block's contents */
#define BUFFER_DIRTY 2u      /* ... and the disk doesn't */
#define BUFFER_READING 4u    /* a transfer fills it */
#define BUFFER_WRITING 8u    /* a transfer writes what it held at its start */
#define BUFFER_REFERENCED 16u /* used since the clock's hand came by */
#define BUFFER_CHANGED 32u   /* dirty, and the change is not kept yet: recovery_group.h */

#define READS_MAX 8u  /* transfers under way at once */
#define WRITES_MAX 4u

struct part {
	u32 begin; /* index of its first buffer */
	u32 end;
	u32 hand;
	u32 dirty;
};

struct cache {
	u32 block_size;
	u32 block_count; /* of the device */
	u32 buffer_count;
	struct buffer *buffers;
	struct buffer **order;   /* room for pointers to all of them, twice: writeback.c */
	struct buffer **hash;
	u32 hash_mask;
	u8 *data;
	u8 *staging; /* CACHE_RUN_BYTES: writeback.c */
	struct part parts[CACHE_PARTS];
	u32 transfers; /* under way */
	struct wait_queue transfer_ended;
};

extern struct cache cache;

struct buffer *cache_find(u32 block);
void cache_insert(struct buffer *buffer, u32 block);
void cache_remove(struct buffer *buffer);
enum cache_part cache_part_number(const struct buffer *buffer);
struct part *cache_part_of(const struct buffer *buffer);

/* Empties up to `wanted` neighbouring buffers, at least one if any can be: how many. */
u32 cache_take(enum cache_part part, u32 wanted, struct buffer **first);

/* Up to `count` blocks from `block` on that exist, are not in the cache, and fit one request. */
u32 cache_absent(u32 block, u32 count);

/* Sorts by block; `scratch` has room for as many. */
void buffers_sort(struct buffer **list, struct buffer **scratch, u32 count);

/* Of writeback.c. */
void buffer_set_dirty(struct buffer *buffer);
void buffer_clear_dirty(struct buffer *buffer);

#endif
