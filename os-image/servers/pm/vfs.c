/*
 * VFS, as PM talks to it (proto/vfs_pm.h). At most one request about a process
 * is under way, so that VFS gets to know of a life in its order. What becomes
 * due meanwhile is remembered in the process' entry and asked afterwards.
 */
#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/request.h>
#include <stdio.h>
#include <string.h>

#include "pm.h"

/* VFS bounds its own waits for drivers by less. */
#define VFS_DEADLINE_US (120u * 1000u * 1000u)

static endpoint_t vfs = EP_NONE;
static void (*sync_done)(void); /* NULL: nobody has asked for a sync */
static int sync_is_queued;      /* as VFS_QUEUED */

endpoint_t
vfs_endpoint(void)
{
	return vfs;
}

void
vfs_ready(endpoint_t endpoint)
{
	if (vfs != EP_NONE) {
		printf("pm: endpoint %d says it is vfs, but %d is: ignored\n", (int)endpoint, (int)vfs);
		return;
	}
	vfs = endpoint;
	boot_start_init();
}

/* What became due while VFS was asked something else about the process. */
static void
ask_on(struct mproc *p)
{
	if (p->vfs_state == VFS_IDLE)
		exit_tell(p);
	if (p->vfs_state == VFS_IDLE)
		ids_tell(p);
	if (p->vfs_state == VFS_IDLE)
		signal_unpause(p);
	exec_start_waiting();
}

static void
finish(struct mproc *p, s32 status, const struct message *reply)
{
	vfs_done *done = p->vfs_done;

	p->vfs_state = VFS_IDLE;
	p->vfs_done = NULL;
	done(p, status, reply);
	ask_on(p);
}

static void send(struct mproc *p);
static void send_sync(void);

static void
send_queued(void)
{
	if (sync_is_queued)
		send_sync();
	FOR_EACH_MPROC(p)
		if (p->vfs_state == VFS_QUEUED)
			send(p);
}

/* The entry can't have gone to another process: it is freed when VFS has been told of the end. */
static void
completed(u32 id, s32 status, const struct message *reply, void *context)
{
	struct mproc *p = context;

	(void)id;
	if (status == 0)
		status = MESSAGE_BODY((struct message *)reply, struct reply_head)->status;
	finish(p, status, reply);
	send_queued();
}

static void
send(struct mproc *p)
{
	s32 result = request_start(vfs, &p->vfs_message, sys_uptime_us() + VFS_DEADLINE_US, 0,
				   completed, p);

	if (result == -EAGAIN)
		return;
	if (result > 0)
		p->vfs_state = VFS_ASKED;
	else
		finish(p, result, NULL);
}

void
vfs_ask(struct mproc *p, enum vfs_pm_request request, const void *body, u32 size, vfs_done *done)
{
	ASSERT(p->vfs_state == VFS_IDLE && size <= MESSAGE_BODY_SIZE);
	p->vfs_message = (struct message){.type = request};
	memcpy(p->vfs_message.body, body, size);
	p->vfs_done = done;
	p->vfs_state = VFS_QUEUED;
	send(p);
}

static void
synced(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	(void)context;
	if (status == 0)
		status = MESSAGE_BODY((struct message *)reply, struct reply_head)->status;
	if (status < 0)
		printf("pm: vfs did not write everything back: %s\n", strerror(-status));
	sync_done();
}

static void
send_sync(void)
{
	struct message m = {.type = VFS_PM_SYNC};
	s32 result = request_start(vfs, &m, sys_uptime_us() + VFS_DEADLINE_US, 0, synced, NULL);

	sync_is_queued = result == -EAGAIN;
	if (result < 0 && !sync_is_queued)
		synced(REQUEST_ID_NONE, result, NULL, NULL);
}

void
vfs_sync(void (*done)(void))
{
	int is_under_way = sync_done != NULL;

	sync_done = done;
	if (!is_under_way)
		send_sync();
}

static int
is_terminal_signal(s32 signal)
{
	const u32 allowed = PM_SIGNAL_BIT(SIGINT) | PM_SIGNAL_BIT(SIGQUIT) | PM_SIGNAL_BIT(SIGTSTP) |
			    PM_SIGNAL_BIT(SIGTTIN) | PM_SIGNAL_BIT(SIGTTOU) | PM_SIGNAL_BIT(SIGHUP) |
			    PM_SIGNAL_BIT(SIGWINCH) | PM_SIGNAL_BIT(SIGCONT) | PM_SIGNAL_BIT(SIGPIPE);

	return signal > 0 && signal < PM_NR_SIGNALS && (allowed & PM_SIGNAL_BIT(signal)) != 0;
}

/* Of signals VFS may raise only those that pipes and terminals have. */
static void
raise_for_vfs(const struct pm_vfs_signal *notice)
{
	struct mproc *p = mproc_by_endpoint(notice->process);

	if (!is_terminal_signal(notice->signal)) {
		printf("pm: vfs asked for signal %d, which no pipe or terminal has: ignored\n",
		       (int)notice->signal);
		return;
	}
	if (notice->process != EP_NONE) {
		if (p != NULL)
			signal_post(p, notice->signal);
		return;
	}
	FOR_EACH_MPROC(member)
		if (member->group == notice->group)
			signal_post(member, notice->signal);
}

void
vfs_notice(const struct message *m)
{
	if (m->type == PM_VFS_SIGNAL)
		raise_for_vfs(MESSAGE_BODY((struct message *)m, struct pm_vfs_signal));
	else if (m->type == PM_VFS_READY)
		vfs_ready(m->source);
	else
		printf("pm: vfs sent a message of type %#x, which is no notice: ignored\n", m->type);
}
