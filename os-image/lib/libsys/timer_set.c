/*
 * A set of timers as a binary heap: the earliest deadline is at the root, and
 * each timer knows its place, so that cancelling needs no search. Calls no one.
 */
#include <errno.h>
#include <libsys/timer.h>

static int
is_before(const struct timer *a, const struct timer *b)
{
	if (a->deadline_us != b->deadline_us)
		return a->deadline_us < b->deadline_us;
	return a->order < b->order;
}

static void
put(struct timer_set *set, u32 index, struct timer *timer)
{
	set->heap[index] = timer;
	timer->place = index + 1;
}

static void
sift_up(struct timer_set *set, u32 index)
{
	struct timer *timer = set->heap[index];

	while (index > 0) {
		u32 parent = (index - 1) / 2;
		if (!is_before(timer, set->heap[parent]))
			break;
		put(set, index, set->heap[parent]);
		index = parent;
	}
	put(set, index, timer);
}

static void
sift_down(struct timer_set *set, u32 index)
{
	struct timer *timer = set->heap[index];

	for (;;) {
		u32 child = 2 * index + 1;
		if (child >= set->count)
			break;
		if (child + 1 < set->count && is_before(set->heap[child + 1], set->heap[child]))
			child++;
		if (!is_before(set->heap[child], timer))
			break;
		put(set, index, set->heap[child]);
		index = child;
	}
	put(set, index, timer);
}

int
timer_set_arm(struct timer_set *set, struct timer *timer, u64 deadline_us)
{
	timer_set_cancel(set, timer);
	if (set->count == TIMER_MAX)
		return -EAGAIN;
	timer->deadline_us = deadline_us > set->now_us ? deadline_us : set->now_us;
	timer->order = set->next_order++;
	put(set, set->count++, timer);
	sift_up(set, set->count - 1);
	return 0;
}

void
timer_set_cancel(struct timer_set *set, struct timer *timer)
{
	u32 index = timer->place - 1;
	struct timer *last;

	if (timer->place == 0)
		return;
	timer->place = 0;
	last = set->heap[--set->count];
	if (last == timer)
		return;
	put(set, index, last);
	sift_up(set, index);
	sift_down(set, last->place - 1);
}

u64
timer_set_next(const struct timer_set *set)
{
	return set->count == 0 ? TIMER_NEVER : set->heap[0]->deadline_us;
}

u32
timer_set_expire(struct timer_set *set, u64 now_us)
{
	u64 end = set->next_order;
	u32 fired = 0;

	set->now_us = now_us;
	while (set->count > 0) {
		struct timer *timer = set->heap[0];
		if (timer->deadline_us > now_us || timer->order >= end)
			break;
		timer_set_cancel(set, timer);
		timer->fire(timer);
		fired++;
	}
	return fired;
}
