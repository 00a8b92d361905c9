/*
 * The process' own timers, on the kernel's alarm. An alarm that comes before
 * the earliest deadline is left as it is and then set again: most deadlines
 * are cancelled long before they are due, and each change costs a kernel call.
 */
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/timer.h>

/*
 * The kernel tells of an alarm before it hands on any message. An alarm for
 * this much later leaves the loop the time to receive one first.
 */
#define SOON_US 20u

static struct timer_set timers;
static u64 alarm_us = TIMER_NEVER; /* what the kernel's alarm is set to */

static void
alarm_by(u64 at_us)
{
	int result;

	if (at_us >= alarm_us)
		return;
	result = sys_alarm(at_us);
	if (result < 0)
		panic("the kernel refused an alarm: error %d", -result);
	alarm_us = at_us;
}

int
timer_arm(struct timer *timer, u64 deadline_us)
{
	return timer_set_arm(&timers, timer, deadline_us);
}

void
timer_cancel(struct timer *timer)
{
	timer_set_cancel(&timers, timer);
}

/* An alarm that went off is no longer set, whichever it was. */
u32
timers_expire(u64 now_us)
{
	if (alarm_us <= now_us)
		alarm_us = TIMER_NEVER;
	return timer_set_expire(&timers, now_us);
}

void
timers_set_alarm(void)
{
	u64 next_us = timer_set_next(&timers);

	alarm_by(next_us == 0 ? 1 : next_us); /* 0 would mean no alarm */
}

void
timers_wake_soon(void)
{
	alarm_by(sys_uptime_us() + SOON_US);
}
