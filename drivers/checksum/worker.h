/* The threads that work on requests, each with a buffer of its own. */
#ifndef CHECKSUM_WORKER_H
#define CHECKSUM_WORKER_H

#include <libdriver/block.h>

#define WORKERS 16u
#define WORKER_STACK_BYTES (16u * 1024u)

/* For libdriver: both end the call later. */
void worker_open(struct block_call *call);
void worker_take(struct block_call *call);

#endif
