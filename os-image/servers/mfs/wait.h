/* Waiting of cooperative threads: queues, and locks that readers share. */
#ifndef MFS_WAIT_H
#define MFS_WAIT_H

#include <kintsugi/types.h>

struct waiter;

struct wait_queue {
	struct waiter *first;
};

/* On a thread: blocks until wait_wake_all. Check the condition again afterwards. */
void wait_on(struct wait_queue *queue);
void wait_wake_all(struct wait_queue *queue);

enum lock_mode {
	LOCK_SHARED,
	LOCK_EXCLUSIVE,
};

/* A writer that waits lets no new reader in, so that readers can't starve it. */
struct lock {
	u32 readers;
	u32 writers_waiting;
	u32 is_exclusive;
	struct wait_queue queue;
};

/* Both take or release in the same mode; a thread must not take a lock twice. */
void lock_take(struct lock *lock, enum lock_mode mode);
void lock_release(struct lock *lock, enum lock_mode mode);

#endif
