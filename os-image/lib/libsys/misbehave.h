/*
 * Failing on purpose (RS_MISBEHAVE), so that detection and recovery can be tried on
 * a component that is sound. For the event loop alone.
 *
 * The order is answered first. It takes effect when the monitor has that answer,
 * and an order that came later replaces it.
 */
#ifndef MISBEHAVE_H
#define MISBEHAVE_H

#include <proto/rs.h>

enum occasion {
	AT_WAKE,      /* the loop received something */
	AT_INTERRUPT, /* before the component's function for interrupts */
	AT_REQUEST,   /* before a request is looked at */
};

/*
 * An RS_MISBEHAVE from the monitor. -EINVAL: no such misbehaviour, or odds of 0;
 * -EOPNOTSUPP: it can't leak, since it may not take memory.
 */
void misbehave_order(const struct message *order, int has_interrupts);

/* Both are 0 as long as nothing was ordered, and looked at for each message. */
extern u32 misbehaviour_ordered;
extern u32 misbehaviour_under_way; /* MISBEHAVE_LEAK or _RACE, which take effect little by little */

/* Begins what was ordered, if the answer to the order is out. */
void misbehave_try(void);

/* What a leak or a race does on that occasion. It need not return. */
void misbehave(enum occasion occasion);

/* In each turn of the loop. */
static inline void
misbehave_settle(void)
{
	if (misbehaviour_ordered != 0)
		misbehave_try();
}

static inline void
misbehave_on(enum occasion occasion)
{
	if (misbehaviour_under_way != 0)
		misbehave(occasion);
}

#endif
