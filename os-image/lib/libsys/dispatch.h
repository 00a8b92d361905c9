/*
 * Which request runs on which thread. For the event loop alone; it says in
 * libsys/event_loop.h what lanes are.
 */
#ifndef DISPATCH_H
#define DISPATCH_H

#include <libsys/event_loop.h>

void dispatch_init(const struct event_config *config);

/* Takes a request in, for a thread now or later. -EAGAIN when there is no place for it. */
s32 dispatch_offer(const struct event_route *route, const struct message *request);

/* Refuses all that wait for a thread. */
void dispatch_refuse_waiting(s32 error);

/* Whether no request is on a thread or waits for one. */
int dispatch_is_idle(void);

/* Gives waiting requests to idle threads, in the order they came. Returns how many. */
u32 dispatch_start_waiting(void);

#endif
