/*
 * The process' own timers, on the kernel's alarm. An alarm that comes before
 * the earliest deadline is left as it is and then set again: most deadlines
 * are cancelled long before they are due, and each change costs a kernel call.
 */
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/timer.h>

#define ALARM_SOON_US 1u /* since boot, so long ago: due when it is set */

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

	alarm_by(next_us < ALARM_SOON_US ? ALARM_SOON_US : next_us);
}

void
timers_wake_soon(void)
{
	alarm_by(ALARM_SOON_US);
}
