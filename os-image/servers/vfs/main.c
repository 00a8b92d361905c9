/*
 * Start, and who is served. VFS mounts the root file system as soon as its
 * server and driver are up, and then tells PM, which tells of processes; before
 * that nobody is known here, and nobody gets an answer but a refusal.
 */
#include <libsys/event_loop.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/timer.h>
#include <proto/char.h>

#include "vfs.h"

#define START_STEP_US (10u * 1000u)
#define START_STEPS 3000 /* 30 s */

static int
is_call(u32 type)
{
	return type >= VFS_OPEN && type < VFS_REQUEST_END;
}

static int
is_of_pm(u32 type)
{
	return type >= VFS_PM_NEW && type < VFS_PM_REQUEST_END;
}

static int
is_of_driver(u32 type)
{
	return type == CHAR_READY || type == CHAR_SIGNAL;
}

/* Whether the sender may say what it says. */
static s32
check_sender(const struct message *m)
{
	const struct fproc *process = fproc_by_endpoint(m->source);

	if (is_call(m->type)) {
		if (process == NULL)
			return -EPERM;
		return process->state == PROCESS_IDLE ? 0 : -EBUSY;
	}
	if (is_of_pm(m->type))
		return m->source == PM_EP ? 0 : -EPERM;
	if (is_of_driver(m->type))
		return process == NULL && driver_at(m->source) != NULL ? 0 : -EPERM;
	return -ENOSYS;
}

static void
refuse_user(const struct message *m, s32 error)
{
	struct message reply = {.type = m->type | REPLY_BIT};

	MESSAGE_BODY(&reply, struct vfs_reply)->result = error;
	(void)ipc_sendnb(m->source, &reply);
}

/*
 * A user gets a reply to whatever he sends: PM relies on it that nobody waits
 * here for nothing. Notices of drivers get none.
 */
static void
refuse(const struct message *m, s32 error)
{
	if (is_of_pm(m->type))
		event_refuse(m, error);
	else if (!is_of_driver(m->type) || fproc_by_endpoint(m->source) != NULL)
		refuse_user(m, error);
}

static void
wrong_reply(enum request_breach kind, const struct message *reply)
{
	if (fproc_by_endpoint(reply->source) != NULL)
		refuse_user(reply, -ENOSYS);
	else
		breach_of_request(kind, reply);
}

static void
user_request(struct message *m)
{
	fproc_call(fproc_by_endpoint(m->source), m);
}

static void
device_ready(struct message *m)
{
	const struct driver *driver = driver_at(m->source);
	u32 minor = MESSAGE_BODY(m, const struct char_ready)->minor;

	poll_device_ready(driver, minor);
	socket_ready(driver, minor);
}

static void
device_signal(struct message *m)
{
	const struct char_signal *notice = MESSAGE_BODY(m, const struct char_signal);

	if (driver_at(m->source) == driver_of(DEVICE(MAJOR_TERMINAL, 0)))
		terminal_signal(DEVICE(MAJOR_TERMINAL, notice->minor), notice->signal);
}

static const struct event_route other_routes[] = {
	{VFS_PM_NEW, EVENT_ON_LOOP, pm_new},
	{VFS_PM_IDS, EVENT_ON_LOOP, pm_ids},
	{VFS_PM_EXIT, EVENT_ON_LOOP, pm_exit},
	{VFS_PM_UNPAUSE, EVENT_ON_LOOP, pm_unpause},
	{VFS_PM_EXEC_OPEN, EVENT_ON_LOOP, pm_exec},
	{VFS_PM_EXEC_READ, EVENT_ON_LOOP, pm_exec},
	{VFS_PM_EXEC_END, EVENT_ON_LOOP, pm_exec},
	{VFS_PM_SYNC, EVENT_ON_LOOP, pm_sync},
	{CHAR_READY, EVENT_ON_LOOP, device_ready},
	{CHAR_SIGNAL, EVENT_ON_LOOP, device_signal},
};

/* One route for each user request, and the others. */
static struct event_route routes[VFS_REQUEST_END - VFS_OPEN + ARRAY_LEN(other_routes)];

static void
make_routes(void)
{
	struct event_route *route = routes;

	for (u32 type = VFS_OPEN; type < VFS_REQUEST_END; type++)
		*route++ = (struct event_route){type, EVENT_ON_LOOP, user_request};
	for (u32 index = 0; index < ARRAY_LEN(other_routes); index++)
		*route++ = other_routes[index];
}

static struct timer start_timer;
static struct call start_call;
static u32 start_steps;

/* Until the servers that the root file system needs are there. */
static void
started(struct call *call, s32 result)
{
	(void)call;
	if (result == 0) {
		pm_say_ready();
		return;
	}
	if ((result != -ENXIO && result != -EIO) || ++start_steps == START_STEPS)
		panic("the root file system can't be mounted: error %d", -result);
	if (timer_arm(&start_timer, sys_uptime_us() + START_STEP_US) < 0)
		panic("no timer to start with");
}

static void
start(struct timer *timer)
{
	(void)timer;
	start_call.function = mount_root;
	start_call.end = started;
	call_start(&start_call);
}

static const struct event_config config = {
	.routes = routes,
	.route_count = ARRAY_LEN(routes),
	.threads = NR_THREADS,
	.stack_bytes = THREAD_STACK_BYTES,
	.accept = check_sender,
	.refuse = refuse,
	.breach = wrong_reply,
};

int
main(void)
{
	make_routes();
	vnode_init();
	start_timer.fire = start;
	if (timer_arm(&start_timer, sys_uptime_us()) < 0)
		panic("no timer to start with");
	recovery_start();
	event_loop_run(&config);
}
