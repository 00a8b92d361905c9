/*
 * How a component comes to a quiescent point for a successor (RS_PREPARE), or goes
 * on after all (RS_RESUME). For the event loop alone; libsys/event_loop.h says
 * what a component may add.
 *
 * From the order on, requests are refused with -EMOVED, those that wait for a
 * thread as well; whoever asked sends them to the successor. RS_PREPARE is answered
 * once no request is under way and every reply has reached its receiver, so that
 * the component may be ended without losing any.
 */
#ifndef RECOVERY_PREPARE_H
#define RECOVERY_PREPARE_H

#include <errno.h>
#include <libsys/event_loop.h>

/* Here for the two questions below, which are asked for each message. */
extern enum prepare_phase {
	PREPARE_NONE,      /* it serves */
	PREPARE_UNDER_WAY, /* an RS_PREPARE is to be answered */
	PREPARE_DONE,
} prepare_phase;

void prepare_init(const struct event_config *config);

/* RS_PREPARE, from the monitor. -EALREADY while an earlier one is not answered. */
void prepare_begin(const struct message *order);

/* RS_RESUME, from the monitor. An RS_PREPARE that is not answered yet ends with -ECANCELED. */
void prepare_cancel(const struct message *order);

/* Answers RS_PREPARE if it is time. With all threads blocked. */
void prepare_try(void);

/* In each turn of the loop: the same if there is one to be answered. */
static inline void
prepare_settle(void)
{
	if (prepare_phase == PREPARE_UNDER_WAY)
		prepare_try();
}

/* 0, or -EMOVED: no new request is taken. */
static inline s32
prepare_admits(void)
{
	return prepare_phase == PREPARE_NONE ? 0 : -EMOVED;
}

#endif
