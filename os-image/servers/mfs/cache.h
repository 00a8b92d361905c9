/*
 * The buffer cache: blocks of the disk in memory, found by number.
 *
 * A buffer's place in memory is fixed. Neighbouring blocks are put into
 * neighbouring buffers where that is possible, so that one request to the driver
 * moves a whole run without a copy in between. Who is replaced is decided by the
 * clock algorithm (least recently used, roughly), in two parts: a file read from
 * end to end does not drive out the directories, bitmaps and inodes.
 *
 * A buffer that was got is pinned: it stays until it is released. Whatever is
 * in it came from a disk that nobody trusts. Others may change it while the
 * holder is blocked.
 */
#ifndef MFS_CACHE_H
#define MFS_CACHE_H

#include <kintsugi/types.h>

enum cache_part {
	CACHE_METADATA,
	CACHE_DATA,
	CACHE_PARTS,
};

#define CACHE_RUN_BYTES (64u * 1024u) /* of one request to the driver */
#define CACHE_RUN_MAX 64u             /* blocks */
#define CACHE_NO_OWNER 0u

struct buffer {
	u8 *data;
	u32 block;    /* NO_BLOCK: none */
	u32 owner;    /* inode of the file whose contents it holds, or CACHE_NO_OWNER */
	struct buffer *next_in_hash;
	struct buffer *next_changed; /* recovery_group.c */
	struct buffer *previous_changed;
	u32 slot;     /* where its newest contents that count are kept; NO_SLOT: on the disk */
	u16 pins;
	u8 flags;     /* BUFFER_* */
	u8 failures;  /* writes that failed, one after the other */
	s32 error;    /* why it could not be read */
};

/* How many bytes of memory cache_init can make use of at most, or needs at least. */
#define CACHE_BYTES_MIN (256u * 1024u)
#define CACHE_BYTES_MAX (64u * 1024u * 1024u)

/* Starts with an empty cache in that memory. The device has block_count blocks. */
void cache_init(void *memory, u32 bytes, u32 block_size, u32 block_count);

/*
 * The buffer with what the block holds, read if necessary. NULL: *error says
 * why (-EIO, -ETIMEDOUT ...; -EUCLEAN beyond the device). On a thread, and blocks.
 */
struct buffer *cache_get(u32 block, enum cache_part part, s32 *error);

/* Whether the block is in the cache, or on its way there. */
int cache_has(u32 block);

/*
 * Starts to read blocks that are not in the cache, as many of `count` as one
 * request takes, and waits for nothing. How many, or -EAGAIN when there is no
 * room right now, or the disk's error.
 */
s32 cache_fetch(u32 block, u32 count, enum cache_part part);

/*
 * Buffers for blocks that are not in the cache and need not be read since they
 * will be overwritten: at least one of `count`, side by side in memory, pinned,
 * with anything in them. Before it blocks the caller has to fill each and call
 * cache_dirty, or cache_discard. How many; -EAGAIN: see cache_make_room.
 */
s32 cache_blank(u32 block, u32 count, enum cache_part part, struct buffer **first);

/*
 * A block full of zeros that has to get to the disk, whatever it held before;
 * pinned. 0 or an error.
 */
s32 cache_zeroed(u32 block, enum cache_part part, u32 owner, struct buffer **buffer);

/*
 * How many blocks from this buffer's on, up to `count`, follow one another in
 * memory and can be read right now. At least 1, for a buffer that was got.
 */
u32 cache_stretch(struct buffer *buffer, u32 count);

void cache_release(struct buffer *buffer);

/* Its contents changed and have to get to the disk. */
void cache_dirty(struct buffer *buffer, u32 owner);

/* Releases a blank buffer without having filled it. */
void cache_discard(struct buffer *buffer);

/* The block is free now: what it held need not be written. */
void cache_forget(u32 block);

/*
 * Waits until there may be room: 0 when it is worth another try, -EIO when no
 * buffer can become free since what they hold can't be written.
 */
s32 cache_make_room(enum cache_part part);

/* Before one enters a group of changes: keeps the dirty part of the cache bounded. */
s32 cache_throttle(void);

#endif
