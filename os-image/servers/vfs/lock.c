/*
 * Locks between threads: many readers or one writer, in order of arrival, so
 * that nobody starves. A thread must not take a lock that it holds. See vfs.h
 * for what keeps threads from waiting here without end.
 */
#include <libsys/panic.h>

#include "vfs.h"

struct lock_waiter {
	struct lock_waiter *next;
	struct thread *thread;
	u32 wants_to_write;
	u32 has_it;
};

static int
is_free_for(const struct lock *lock, u32 wants_to_write)
{
	return !lock->is_writing && (lock->readers == 0 || !wants_to_write);
}

static void
take(struct lock *lock, u32 wants_to_write)
{
	if (wants_to_write)
		lock->is_writing = 1;
	else
		lock->readers++;
}

static void
acquire(struct lock *lock, u32 wants_to_write)
{
	struct lock_waiter self = {.thread = thread_current(), .wants_to_write = wants_to_write};

	if (lock->first == NULL && is_free_for(lock, wants_to_write)) {
		take(lock, wants_to_write);
		return;
	}
	ASSERT(self.thread != NULL);
	if (lock->first == NULL)
		lock->first = &self;
	else
		lock->last->next = &self;
	lock->last = &self;
	while (!self.has_it)
		thread_block();
}

void
lock_read(struct lock *lock)
{
	acquire(lock, 0);
}

void
lock_write(struct lock *lock)
{
	acquire(lock, 1);
}

/* Hands the lock to the first in line, and to all readers right behind a reader. */
void
unlock(struct lock *lock)
{
	ASSERT(lock_is_held(lock));
	if (lock->is_writing)
		lock->is_writing = 0;
	else
		lock->readers--;
	while (lock->first != NULL && is_free_for(lock, lock->first->wants_to_write)) {
		struct lock_waiter *waiter = lock->first;

		lock->first = waiter->next;
		take(lock, waiter->wants_to_write);
		waiter->has_it = 1;
		thread_wake(waiter->thread);
	}
}

int
lock_is_held(const struct lock *lock)
{
	return lock->is_writing || lock->readers > 0;
}
