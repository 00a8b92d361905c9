/*
 * The block driver's half of proto/block.h.
 *
 * A driver describes its minors and moves sectors; the library checks who asks
 * (file servers, VFS, and the driver that adds checksums), minor, alignment and
 * length, cuts a transfer at the device's end, counts the opens, and answers each
 * request exactly once.
 *
 *     static void
 *     my_transfer(struct block_call *call)
 *     {
 *         if (call->write)
 *             block_done(call, block_take(call, my_memory_at(call->sector), call->bytes));
 *         ...
 *     }
 *
 * A driver whose hardware is busy keeps the call, in a queue of its own through
 * call->next, and ends it with block_done later.
 */
#ifndef LIBDRIVER_BLOCK_H
#define LIBDRIVER_BLOCK_H

#include <proto/block.h>

#define BLOCK_MINORS_MAX 256u
#define BLOCK_CALLS_MAX 256u /* requests under way at once: each of four clients has up to 64. Then -EAGAIN */

/* What a minor stands for: a range of sectors on one of the driver's units. */
struct block_device {
	u32 unit; /* the driver's own number */
	u64 start;
	u64 sectors;
	u32 read_only;
};

struct block_call {
	u32 unit;
	u32 write;  /* 0: read */
	u64 sector; /* on the unit: the device's start is counted in */
	u32 bytes;  /* whole sectors up to BLOCK_TRANSFER_MAX, within the device; 0 of a flush */
	u32 flags;  /* BLOCK_FORCE */
	struct block_call *next; /* the driver's */

	/* The library's. */
	endpoint_t client;
	u32 id;
	u32 type; /* 0: not in use */
	grant_id_t grant;
};

struct block_driver {
	/* Describes a minor (below BLOCK_MINORS_MAX). 0, or -ENXIO when there is none. */
	s32 (*device)(u32 minor, struct block_device *device);

	/*
	 * For a driver that has to wait until it can describe a minor (call->unit): ends with
	 * block_done, at once or later, and then `device` is asked. NULL: it never waits.
	 */
	void (*open)(struct block_call *call);

	/* Both end with block_done, at once or later. flush may be NULL: nothing to do. */
	void (*transfer)(struct block_call *call);
	void (*flush)(struct block_call *call); /* all writes that were answered before */
};

/* Offers the driver; it must stay as it is. To be called once, before driver_run. */
void block_serve(const struct block_driver *driver);

/* Ends a call: status is 0 for success in full, or a negative error. Not to be used after. */
void block_done(struct block_call *call, s32 status);

/*
 * Copies the data of a read to the client, or of a write from it: `length` bytes
 * from `offset` on. 0, or an error of the kernel, such as -EBADGRANT.
 */
s32 block_put(const struct block_call *call, u32 offset, const void *from, u32 length);
s32 block_take(const struct block_call *call, u32 offset, void *to, u32 length);

#endif
