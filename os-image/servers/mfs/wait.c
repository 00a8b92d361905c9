/* Queues and locks of cooperative threads. See wait.h. */
#include "wait.h"

#include <libsys/thread.h>

struct waiter { /* on the waiting thread's stack */
	struct thread *thread;
	struct waiter *next;
	int woken;
};

void
wait_on(struct wait_queue *queue)
{
	struct waiter self = {.thread = thread_current(), .next = queue->first};

	queue->first = &self;
	while (!self.woken)
		thread_block();
}

/* Those who came first run first: the queue is a stack, so it is walked from its end. */
void
wait_wake_all(struct wait_queue *queue)
{
	struct waiter *oldest_first = NULL;

	while (queue->first != NULL) {
		struct waiter *waiter = queue->first;

		queue->first = waiter->next;
		waiter->next = oldest_first;
		oldest_first = waiter;
	}
	while (oldest_first != NULL) {
		struct waiter *waiter = oldest_first;

		oldest_first = waiter->next;
		waiter->woken = 1;
		thread_wake(waiter->thread);
	}
}

static int
is_refused(const struct lock *lock, enum lock_mode mode)
{
	if (mode == LOCK_EXCLUSIVE)
		return lock->is_exclusive || lock->readers > 0;
	return lock->is_exclusive || lock->writers_waiting > 0;
}

void
lock_take(struct lock *lock, enum lock_mode mode)
{
	while (is_refused(lock, mode)) {
		lock->writers_waiting += mode == LOCK_EXCLUSIVE;
		wait_on(&lock->queue);
		lock->writers_waiting -= mode == LOCK_EXCLUSIVE;
	}
	if (mode == LOCK_EXCLUSIVE)
		lock->is_exclusive = 1;
	else
		lock->readers++;
}

void
lock_release(struct lock *lock, enum lock_mode mode)
{
	if (mode == LOCK_EXCLUSIVE)
		lock->is_exclusive = 0;
	else
		lock->readers--;
	if (lock->readers == 0)
		wait_wake_all(&lock->queue);
}
