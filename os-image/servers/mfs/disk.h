/*
 * The block device under the file system: the client's side of proto/block.h.
 * All of it is asynchronous with a deadline; the calling thread waits, nobody
 * else does. disk.c and recovery.c are the real one; the tests on the host have
 * a disk in memory.
 */
#ifndef MFS_DISK_H
#define MFS_DISK_H

#include <kintsugi/grant.h>
#include <proto/block.h>

struct disk_transfer {
	/* The caller's, unchanged until `done`. */
	u64 position; /* bytes; both are multiples of BLOCK_SECTOR */
	u32 length;   /* at most BLOCK_TRANSFER_MAX */
	u32 writing;
	void *memory;
	/*
	 * Called once for each transfer that disk_start accepted: 0 when all bytes
	 * were transferred, else a negative error. Must not block.
	 */
	void (*done)(struct disk_transfer *transfer, s32 status);

	/* The client's. */
	grant_id_t grant;
};

/*
 * Opens a minor of the driver with that label; *size in bytes. On a thread.
 * The driver's error, -ENXIO when there is no such driver, -ETIMEDOUT.
 */
s32 disk_open(const char *driver, u32 minor, int writing, u64 *size);

/* Closes it; what the driver says to that is no matter. On a thread. */
void disk_close(void);

/* Starts a transfer: 0, or an error, and then `done` is not called. On a thread. */
s32 disk_start(struct disk_transfer *transfer);

/* What was written is on the medium: 0 or an error. On a thread. */
s32 disk_flush(void);

#endif
