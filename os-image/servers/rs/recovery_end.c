/*
 * The end of the system. The state of the process manager and of VFS is in nobody else's
 * hands: without them no user process can go on. That is said; the file servers, which are
 * well, are asked to write back what they have; and then the kernel restarts the machine,
 * or what the boot parameter `fatal` says (kernel/recovery_lost.c).
 *
 * PM is no service of the table. It answers heartbeats as all do, and one that does not is
 * as lost as one that died.
 */
#include <libsys/event.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/request.h>
#include <stdio.h>
#include <string.h>

#include "recovery.h"

#define STATUS_LOST 102 /* as the kernel ends when RS itself is lost */
#define FILE_SERVERS "mfs."
#define WRITE_BACK_US (3u * 1000u * 1000u)
#define PM_PERIOD_US (1000u * 1000u)
#define PM_MISSED_MAX 3u

static int is_ending;
static u32 asked;   /* file servers that have not answered yet */
static u32 written;
static u32 unwritten;

/* The log server would not live to pass it on, so the event is written here. */
static void
end_now(void)
{
	char text[80];

	snprintf(text, sizeof(text), "rs: %u file systems are written back, %u are not",
		 (unsigned)written, (unsigned)(unwritten + asked));
	event_write("log", (struct event_field[]){event_text("text", text)}, 1);
	sys_halt(HALT_LOST, STATUS_LOST);
	panic("the kernel refused to end the system");
}

static void
time_is_up(struct timer *timer)
{
	(void)timer;
	end_now();
}

/* A file server that is quiescent has written all back (servers/mfs/recovery_prepare.c). */
static void
wrote_back(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	(void)context;
	if (status == 0)
		status = MESSAGE_BODY(reply, const struct reply_head)->status;
	written += status == 0;
	unwritten += status != 0;
	if (--asked == 0)
		end_now();
}

static void
ask_to_write_back(struct service *service)
{
	struct message order = {.type = RS_PREPARE};

	if (service->state == RS_STATE_UP &&
	    request_start(service->endpoint, &order, sys_uptime_us() + WRITE_BACK_US, 0, wrote_back,
			  NULL) > 0)
		asked++;
	else
		unwritten++;
}

void
system_lost(const char *label, const char *detail)
{
	static struct timer timer = {.fire = time_is_up};

	if (is_ending)
		return; /* whatever else fails by it */
	is_ending = 1;
	printf("rs: %s failed and can't be replaced (%s): file systems are written back\n",
	       label, detail);
	event_write("giveup",
		    (struct event_field[]){event_text("label", label),
					   event_text("detail", detail)},
		    2);
	if (timer_arm(&timer, sys_uptime_us() + WRITE_BACK_US) < 0)
		end_now();
	asked = 1; /* so that nobody's answer is the last one before all were asked */
	FOR_EACH_SERVICE(service)
		if (strncmp(service->label, FILE_SERVERS, strlen(FILE_SERVERS)) == 0 &&
		    service->state != RS_STATE_DOWN)
			ask_to_write_back(service);
	if (--asked == 0)
		end_now();
}

int
system_is_ending(void)
{
	return is_ending;
}

/* ---- the process manager's heartbeat ---- */

static u32 pm_missed; /* questions in a row that it has not answered, with the one on its way */

static void
ask_pm(struct timer *timer)
{
	if (pm_missed > PM_MISSED_MAX) {
		system_lost("pm", "no answer to heartbeats");
		return;
	}
	pm_missed++;
	(void)ipc_notify(PM_EP); /* one that died is told of by the kernel */
	if (timer_arm(timer, sys_uptime_us() + PM_PERIOD_US) < 0)
		panic("no timer for the heartbeat of pm");
}

void
pm_watch(void)
{
	static struct timer timer = {.fire = ask_pm};

	ask_pm(&timer);
}

void
pm_answered(void)
{
	pm_missed = 0;
}
