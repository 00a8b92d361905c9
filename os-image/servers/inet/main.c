/* The network server's loop, and what follows from each thing that happens. See inet.h. */
#include "inet.h"
#include "link.h"

#include <libsys/event_loop.h>
#include <libsys/kcall.h>
#include <libsys/complain.h>

/*
 * What is sent makes room, which lets others go on, which may send again. That ends by itself,
 * since the world outside is not asked in between; should it not, the clock goes on with it.
 */
#define ROUNDS_MAX 16u

static u32 depth; /* inet_begin within inet_begin: what is done at the end is done once */
static struct timer clock;

void
inet_begin(void)
{
	if (depth++ == 0)
		net_set_time(stack, sys_uptime_us());
}

static void
set_clock(int is_unfinished)
{
	u64 deadline_us = is_unfinished ? 0 : net_next_deadline(stack);

	if (deadline_us == NET_NEVER)
		timer_cancel(&clock);
	else
		(void)timer_arm(&clock, deadline_us);
}

void
inet_settle(void)
{
	u32 rounds = 0;
	int is_unfinished;

	if (depth > 1) {
		depth--;
		return;
	}
	do {
		net_flush(stack);
		is_unfinished = waiting_settle();
	} while (is_unfinished && ++rounds < ROUNDS_MAX);
	watch_tell();
	FOR_EACH_LINK(link) {
		link_send_flush(link);
		recovery_silence_watch(link);
	}
	set_clock(is_unfinished);
	depth--;
}

static void
clock_strikes(struct timer *timer)
{
	(void)timer;
	inet_begin();
	net_run_timers(stack);
	inet_settle();
}

static void
breach(enum request_breach kind, const struct message *reply)
{
	complain_of_reply(kind, reply);
}

int
main(int count, char **arguments)
{
	static struct event_config config = {
		.accept = request_accept,
		.breach = breach,
	};

	config.routes = request_routes;
	config.route_count = request_route_count;
	clock.fire = clock_strikes;
	stack_init();
	links_init((u32)count - 1, arguments + 1);
	recovery_link_init();
	event_loop_run(&config);
}
