/*
 * A component gone mad: it complains about another one for ever, as fast as RS takes
 * it, whatever the answer. For os-image/reliability, which has RS start it.
 */
#include <libsys/event_loop.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/timer.h>
#include <proto/rs.h>

#include "libsystest.h"

#define AT_ONCE 16u /* complaints under way */
#define PATIENCE_US (1000u * 1000u)
#define RETRY_US 1000u

static const char *victim;
static struct timer retry;

static void complain(void);

static void
is_answered(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	(void)status;
	(void)reply;
	(void)context;
	complain();
}

static void
try_again(struct timer *timer)
{
	u32 index;

	(void)timer;
	for (index = 0; index < AT_ONCE; index++)
		complain();
}

/* While there is no instance, it waits for one. */
static void
complain(void)
{
	struct message message = {.type = RS_COMPLAIN};
	endpoint_t endpoint = sys_lookup(victim);

	*MESSAGE_BODY(&message, struct rs_complain) = (struct rs_complain){
		.endpoint = endpoint,
		.reason = COMPLAINT_UNASKED,
	};
	if (endpoint >= 0 &&
	    request_start(RS_EP, &message, sys_uptime_us() + PATIENCE_US, 0, is_answered, NULL) >= 0)
		return;
	retry.fire = try_again;
	if (timer_arm(&retry, sys_uptime_us() + RETRY_US) < 0)
		panic("no timer to complain again");
}

void
complainer(int argc, char **argv)
{
	static const struct event_config config;

	if (argc < 1)
		panic("whom to complain about is missing");
	victim = argv[0];
	try_again(&retry);
	event_loop_run(&config);
}
