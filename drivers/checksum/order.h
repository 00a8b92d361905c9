/*
 * Who goes first: operations that exclude one another run in the order in which they
 * came, all others at the same time.
 *
 * Reads exclude writes of the same sectors and writes exclude both, so that what is
 * read is held against the checksums that belong to it. A flush excludes writes and
 * flushes: what was written before is what it is about.
 */
#ifndef CHECKSUM_ORDER_H
#define CHECKSUM_ORDER_H

#include <kintsugi/types.h>

enum order_kind { ORDER_READ, ORDER_WRITE, ORDER_FLUSH };

struct order { /* whoever takes part keeps it where it is until order_leave */
	enum order_kind kind;
	u32 start; /* sectors; of no meaning for a flush */
	u32 count;

	/* The queue's. */
	struct order *next; /* that came later */
	struct thread *waiter;
};

struct order_queue {
	struct order *first;
};

/* Takes a place in the queue. Does not wait. */
void order_enter(struct order_queue *queue, struct order *order);

/* Waits until nothing that came before excludes it. On a thread. */
void order_wait(struct order_queue *queue, struct order *order);

/* Ends it, and lets those go on that waited for it. */
void order_leave(struct order_queue *queue, struct order *order);

#endif
