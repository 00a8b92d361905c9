/* See order.h. */
#include "order.h"

#include <libsys/thread.h>
#include <stddef.h>

static int
excludes(const struct order *one, const struct order *other)
{
	if (one->kind == ORDER_READ && other->kind == ORDER_READ)
		return 0;
	if (one->kind == ORDER_FLUSH || other->kind == ORDER_FLUSH)
		return one->kind != ORDER_READ && other->kind != ORDER_READ;
	return one->start < other->start + other->count && other->start < one->start + one->count;
}

static int
must_wait(const struct order_queue *queue, const struct order *order)
{
	for (const struct order *earlier = queue->first; earlier != order; earlier = earlier->next)
		if (excludes(earlier, order))
			return 1;
	return 0;
}

void
order_enter(struct order_queue *queue, struct order *order)
{
	struct order **last = &queue->first;

	while (*last != NULL)
		last = &(*last)->next;
	order->next = NULL;
	order->waiter = NULL;
	*last = order;
}

void
order_wait(struct order_queue *queue, struct order *order)
{
	order->waiter = thread_current();
	while (must_wait(queue, order))
		thread_block();
	order->waiter = NULL;
}

void
order_leave(struct order_queue *queue, struct order *order)
{
	struct order **place = &queue->first;

	while (*place != order)
		place = &(*place)->next;
	*place = order->next;
	for (struct order *later = order->next; later != NULL; later = later->next)
		if (later->waiter != NULL)
			thread_wake(later->waiter);
}
