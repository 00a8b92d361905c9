/* The drives of the channel and what is on them. */
#ifndef AT_DISK_DRIVES_H
#define AT_DISK_DRIVES_H

#include <libdriver/block.h>
#include <libdriver/partition.h>

#include "identify.h"

/*
 * Resets the channel, identifies both drives and reads their partition tables. On a
 * thread: hardware that answers nothing holds it up for some seconds, a bounded
 * number of times.
 */
void drives_init(void);

/* What drive number `drive` said; NULL: there is none. */
const struct identity *drives_identity(u32 drive);

/* For struct block_driver. */
s32 drives_device(u32 minor, struct block_device *device);

#endif
