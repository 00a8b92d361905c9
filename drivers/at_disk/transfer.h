/*
 * Transfers between a drive and one of the buffers of dma.h, each in two halves,
 * so that the caller can do something useful while the drive is at work. Failed
 * ones are tried again, a bounded number of times, on a channel that was reset.
 */
#ifndef AT_DISK_TRANSFER_H
#define AT_DISK_TRANSFER_H

#include "channel.h"
#include "identify.h"

#define TRANSFER_TRIES 3u

struct transfer {
	u32 drive;
	const struct identity *identity; /* the drive's */
	u64 sector;
	u32 bytes; /* whole sectors, at most BUFFER_BYTES; 0: flush the drive's cache */
	u32 buffer;
	int write;

	struct channel_result result; /* transfer.c's own */
};

/* Sends the command. Only one transfer may be begun and not ended. */
void transfer_begin(struct transfer *transfer);

/* Waits for it. 0: all bytes were moved; -EIO after the last try, with a line to the log. */
s32 transfer_end(struct transfer *transfer);

#endif
