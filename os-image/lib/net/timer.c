/*
 * Timers: a list, earliest first, that the owner's clock runs.
 *
 * Most timers of a busy connection are put off again and again and hardly ever fire.
 * So one that is put off keeps its place in the list, and is listed anew when that
 * place comes up. The next deadline may therefore be one at which nothing happens.
 */
#include "net_internal.h"

static void
list(struct net *net, struct net_timer *timer)
{
	struct net_timer **link = &net->timers;

	/* What is set from a timer that fires waits for the next run, even if it is due. */
	timer->listed_us = timer->at_us;
	if (net->timers_run && timer->listed_us <= net->now_us)
		timer->listed_us = net->now_us + 1;
	while (*link != NULL && (*link)->listed_us <= timer->listed_us)
		link = &(*link)->next;
	timer->link = link;
	timer->next = *link;
	if (timer->next != NULL)
		timer->next->link = &timer->next;
	*link = timer;
}

void
timer_stop(struct net_timer *timer)
{
	if (timer->link == NULL)
		return;
	*timer->link = timer->next;
	if (timer->next != NULL)
		timer->next->link = timer->link;
	timer->link = NULL;
}

void
timer_start(struct net *net, struct net_timer *timer, u64 at_us)
{
	timer->at_us = at_us;
	if (timer->link != NULL && timer->listed_us <= at_us)
		return;
	timer_stop(timer);
	list(net, timer);
}

u64
timers_next(const struct net *net)
{
	return net->timers == NULL ? NET_NEVER : net->timers->listed_us;
}

void
timers_fire(struct net *net)
{
	net->timers_run = 1;
	while (net->timers != NULL && net->timers->listed_us <= net->now_us) {
		struct net_timer *timer = net->timers;

		timer_stop(timer);
		if (timer->at_us > net->now_us)
			list(net, timer);
		else
			timer->fire(net, timer->context);
	}
	net->timers_run = 0;
}
