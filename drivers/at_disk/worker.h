/*
 * What the disk driver does with the requests that the block library hands it.
 *
 * They wait in a queue for a worker on a thread of its own, which lives for as
 * long as there is something in it. There are two buffers: the drive fills or
 * drains one while the worker copies the other to or from its client.
 */
#ifndef AT_DISK_WORKER_H
#define AT_DISK_WORKER_H

#include <libdriver/block.h>

#define WORKER_STACK_BYTES (16u * 1024u)

/* For struct block_driver: transfers and flushes are done in the order in which they come. */
void worker_take(struct block_call *call);

#endif
