/*
 * The block driver below: the client's side of proto/block.h. All functions wait on
 * the calling thread, and nobody else does. lower.c and recovery_lower.c are the real
 * one; the tests on the host have a disk in memory.
 */
#ifndef CHECKSUM_LOWER_H
#define CHECKSUM_LOWER_H

#include <kintsugi/endpoint.h>
#include <proto/block.h>

#define LOWER_MINORS_MAX 8u /* that can be open */

/*
 * Opens a minor for reading and writing; *size in bytes. 0, the driver's error, -ENXIO
 * when there is no driver, -ENFILE when too many are open, -EIO.
 */
s32 lower_open(u32 minor, u64 *size);

/* Moves whole sectors, at most BLOCK_TRANSFER_MAX bytes. 0 when all were moved, or -EIO. */
s32 lower_read(u32 minor, u32 sector, void *to, u32 bytes);
s32 lower_write(u32 minor, u32 sector, const void *from, u32 bytes, u32 flags);

/* All that was written is on the medium: 0 or -EIO. */
s32 lower_flush(u32 minor);

/* The instance that is asked at the time; EP_NONE: none is known. */
endpoint_t lower_instance(void);

/*
 * Complains about an instance that delivers wrong data and waits until another one can
 * be asked. True when it can; false when there was none in good time.
 */
int lower_replace(endpoint_t instance);

#endif
