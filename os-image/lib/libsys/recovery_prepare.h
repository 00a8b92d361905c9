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

#include <libsys/event_loop.h>

void prepare_init(const struct event_config *config);

/* RS_PREPARE, from the monitor. -EALREADY while an earlier one is not answered. */
void prepare_begin(const struct message *order);

/* RS_RESUME, from the monitor. An RS_PREPARE that is not answered yet ends with -ECANCELED. */
void prepare_cancel(const struct message *order);

/* 0, or -EMOVED: no new request is taken. */
s32 prepare_admits(void);

/* In each turn of the loop, with all threads blocked: answers RS_PREPARE when it is time. */
void prepare_settle(void);

#endif
