/*
 * What happens after a defect: the policy is asked, or RS decides by itself, until it
 * is time to give up. See recovery.h for the bounds.
 */
#include <errno.h>
#include <libsys/event.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdio.h>
#include <string.h>

#include "recovery.h"

#define SECOND_US (1000u * 1000u)

#define START_FAILURES_MAX 5u
#define BARREN_MAX 10u
#define BARREN_US (10u * SECOND_US)
/* Restarts by RS itself since a policy did not decide. */
#define DEFAULTS_MAX 5u
/* An instance that was well for so long takes half of the repetitions away. */
#define DECAY_US (60u * SECOND_US)
/* The longest delay that RS makes by itself is 1 << 5 s. */
#define DELAY_SHIFT_MAX 5u

/* Failures that tell something about the component, and not about who uses it. */
static int
is_its_own(enum defect_class class)
{
	return class != DEFECT_KILLED && class != DEFECT_UPDATE;
}

void
recovery_count(struct service *service, enum defect_class class, int was_starting)
{
	struct recovery *recovery = &service->recovery;
	/* What never came up has not lived. */
	u64 lived_us = was_starting ? 0 : sys_uptime_us() - service->started_us;

	for (u64 rest_us = lived_us; rest_us >= DECAY_US && recovery->repetition > 0; rest_us -= DECAY_US)
		recovery->repetition /= 2;
	if (recovery->has_served || lived_us >= BARREN_US)
		recovery->barren = 0;
	else if (is_its_own(class))
		recovery->barren++;
	if (was_starting && is_its_own(class))
		recovery->start_failures++;
	if (lived_us >= DECAY_US)
		recovery->defaults = 0;
	recovery->told_repetition = recovery->repetition;
	recovery->repetition += class != DEFECT_UPDATE;
	recovery->defects[class]++;
}

static void
restart_now(struct timer *timer)
{
	service_start(timer->context);
}

static void
restart_after(struct service *service, u64 delay_us)
{
	service->timer.fire = restart_now;
	service->timer.context = service;
	if (timer_arm(&service->timer, sys_uptime_us() + delay_us) < 0)
		panic("no timer to restart %s", service->label);
}

/* At once the first time, then after 1, 2, 4 ... seconds. */
static u64
back_off_us(u32 times)
{
	u32 shift = times - 1 < DELAY_SHIFT_MAX ? times - 1 : DELAY_SHIFT_MAX;

	return times == 0 ? 0 : (u64)SECOND_US << shift;
}

/* What a script needs comes back without delay, unless it does not come up at all. */
static void
decide_builtin(struct service *service)
{
	u32 times = service->recovery.start_failures;

	if (times == 0)
		service_start(service);
	else
		restart_after(service, back_off_us(times));
}

void
recovery_begin(struct service *service, enum defect_class class, int was_starting)
{
	struct recovery *recovery = &service->recovery;

	if (was_starting && recovery_roll_back(service))
		return;
	if (recovery->start_failures >= START_FAILURES_MAX)
		recovery_give_up(service, "it does not come up");
	else if (recovery->barren >= BARREN_MAX)
		recovery_give_up(service, "instance after instance fails before it has served anyone");
	else if (class == DEFECT_UPDATE && !recovery_asks_policy(service))
		service_start(service);
	else if (service->config.policy_kind == POLICY_NONE)
		recovery_give_up(service, "its policy is to stay dead");
	else if (service->config.policy_kind == POLICY_BUILTIN)
		decide_builtin(service);
	else
		recovery_run_script(service);
}

void
recovery_default(struct service *service, const char *why)
{
	struct recovery *recovery = &service->recovery;
	u32 times = recovery->defaults++;

	if (times >= DEFAULTS_MAX) {
		recovery_give_up(service, why);
		return;
	}
	printf("rs: %s: %s: restarted by default, in %u s\n", service->label, why,
	       (unsigned)(back_off_us(times) / SECOND_US));
	restart_after(service, back_off_us(times));
}

void
recovery_give_up(struct service *service, const char *why)
{
	timer_cancel(&service->timer);
	printf("rs: %s is given up: %s; `service up %s` tries it again\n", service->label, why,
	       service->label);
	event_write("giveup",
		    (struct event_field[]){
			    event_text("label", service->label),
			    event_text("detail", why),
			    event_number("incident", service->recovery.incident),
		    },
		    3);
	incident_close(service, RS_OUTCOME_GIVEN_UP);
	service->state = RS_STATE_GIVEN_UP;
	/* Whoever tries again starts afresh. */
	service->recovery.start_failures = 0;
	service->recovery.barren = 0;
	service->recovery.defaults = 0;
	recovery_keep(service);
	publish_end(service);
	waits_answer(WAIT_UP, service, -ENOEXEC);
}

void
recovery_is_up(struct service *service)
{
	service->recovery.start_failures = 0;
	recovery_keep(service);
	heartbeat_begin(service);
}

void
recovery_was_answered(struct service *service)
{
	service->recovery.has_answered = 1;
}

void
recovery_has_served(struct service *service)
{
	service->recovery.has_served = 1;
	service->recovery.barren = 0;
}
