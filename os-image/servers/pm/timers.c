/*
 * Time: sleeping, alarms, CPU time used. All of them share one timer of libsys,
 * which is set to the earliest.
 */
#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/timer.h>

#include "pm.h"

static void
fired(struct timer *timer)
{
	(void)timer;
	alarms_expire();
}

static struct timer alarm = {.fire = fired};
static u64 programmed_us; /* what it is set to; 0: nothing */

/* The next time that something is due for the process; 0: never. */
static u64
due_us(const struct mproc *p)
{
	u64 sleep_us = p->waiting == WAIT_TIME ? p->sleep_until_us : 0;

	if (sleep_us == 0 || (p->alarm_at_us != 0 && p->alarm_at_us < sleep_us))
		return p->alarm_at_us;
	return sleep_us;
}

static struct mproc *
earliest(void)
{
	struct mproc *first = NULL;

	FOR_EACH_MPROC(p)
		if (due_us(p) != 0 && (first == NULL || due_us(p) < due_us(first)))
			first = p;
	return first;
}

void
alarms_program(void)
{
	const struct mproc *first = earliest();
	u64 wanted_us = first != NULL ? due_us(first) : 0;

	if (wanted_us == programmed_us)
		return;
	if (wanted_us == 0)
		timer_cancel(&alarm);
	else if (timer_arm(&alarm, wanted_us) < 0)
		panic("no timer is left for the alarms of processes");
	programmed_us = wanted_us;
}

static void
fire(struct mproc *p)
{
	struct message m = {0};

	if (p->alarm_at_us == due_us(p)) {
		p->alarm_at_us = 0;
		signal_post(p, SIGALRM);
		return;
	}
	p->waiting = WAIT_NONE;
	reply_to(p, PM_SLEEP, 0, &m);
}

/* In the order of their times, so that who sleeps shorter wakes first. */
void
alarms_expire(void)
{
	u64 now_us = sys_uptime_us();
	struct mproc *first;

	programmed_us = 0;
	while ((first = earliest()) != NULL && due_us(first) <= now_us)
		fire(first);
}

s32
do_sleep(struct mproc *caller, struct message *m)
{
	u64 until_us = MESSAGE_BODY(m, struct pm_sleep)->until_us;

	if (until_us <= sys_uptime_us())
		return 0;
	caller->waiting = WAIT_TIME;
	caller->sleep_until_us = until_us;
	return NO_REPLY;
}

s32
do_alarm(struct mproc *caller, struct message *m)
{
	u64 delay_us = MESSAGE_BODY(m, struct pm_alarm)->delay_us;
	u64 now_us = sys_uptime_us();
	u64 before_us = caller->alarm_at_us;

	if (now_us + delay_us < now_us)
		return -EINVAL;
	caller->alarm_at_us = delay_us != 0 ? now_us + delay_us : 0;
	/* One that is due this moment has at least a microsecond left: 0 would be none. */
	if (before_us != 0)
		before_us = before_us > now_us ? before_us - now_us : 1;
	MESSAGE_BODY(m, struct pm_alarm_reply)->left_us = before_us;
	return 0;
}

u64
cpu_time_us(const struct mproc *p)
{
	struct kprocess info;
	int error = sys_info(KINFO_PROCESS, &info, sizeof(info), (u32)ENDPOINT_SLOT(p->endpoint));

	return error < 0 || info.endpoint != p->endpoint ? 0 : info.cpu_us;
}

s32
do_times(struct mproc *caller, struct message *m)
{
	struct pm_times_reply *reply = MESSAGE_BODY(m, struct pm_times_reply);

	reply->self_us = cpu_time_us(caller);
	reply->children_us = caller->children_us;
	return 0;
}
