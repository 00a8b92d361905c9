/*
 * Timers: any number of deadlines (up to TIMER_MAX) on the one alarm that the
 * kernel gives a process. Times are microseconds since boot.
 *
 * A timer_set is plain data and calls nobody; timer_arm and timer_cancel work
 * on the process' own set, which the event loop keeps in step with the alarm.
 *
 * A timer belongs to its user and must stay where it is while armed. `fire`
 * runs on the event loop's stack, so it must not block; it may arm its own
 * timer again, or any other.
 */
#ifndef LIBSYS_TIMER_H
#define LIBSYS_TIMER_H

#include <kintsugi/types.h>

#define TIMER_MAX 512u
#define TIMER_NEVER UINT64_MAX

struct timer {
	u64 deadline_us;              /* set by arming */
	void (*fire)(struct timer *); /* set by the user before arming */
	void *context;                /* the user's */
	u64 order; /* the set's: timers due at the same time fire as they were armed */
	u32 place; /* the set's: index in the heap + 1; 0 while not armed */
};

struct timer_set {
	struct timer *heap[TIMER_MAX]; /* the earliest first */
	u32 count;
	u64 next_order;
	u64 now_us; /* of the last expiry: what is armed for the past counts as armed for now, so
	             * that it gets in line behind the older ones that are due */
};

/* Arms a timer, or moves an armed one. -EAGAIN when the set is full. */
int timer_set_arm(struct timer_set *set, struct timer *timer, u64 deadline_us);

/* Does nothing to a timer that is not armed. */
void timer_set_cancel(struct timer_set *set, struct timer *timer);

/* The deadline that comes first, or TIMER_NEVER. */
u64 timer_set_next(const struct timer_set *set);

/*
 * Fires what is due at now_us, in order of deadline. A timer that is armed
 * meanwhile waits for the next call, so that one which always finds itself due
 * cannot keep the caller here. Returns how many fired.
 */
u32 timer_set_expire(struct timer_set *set, u64 now_us);

/* The same two on the process' own set. */
int timer_arm(struct timer *timer, u64 deadline_us);
void timer_cancel(struct timer *timer);

/* For the event loop: fires what is due, and sets the kernel's alarm for the rest. */
u32 timers_expire(u64 now_us);
void timers_set_alarm(void);

/* For the event loop: an alarm as soon as can be, whatever the timers say. */
void timers_wake_soon(void);

#endif
