/*
 * What the process manager asks and is told: proto/vfs_pm.h. Lives, identities
 * and ends are settled at once, on the loop; what asks file servers runs as a
 * call of its own, the process' pm_call.
 */
#include <string.h>
#include <libsys/event_loop.h>

#include "vfs.h"

#define NEW_UMASK 022

/* ---- notices: a lost one is PM's death, and so the system's ---- */

static void
signal_notice(endpoint_t process, s32 group, s32 signal)
{
	struct message m = {.type = PM_VFS_SIGNAL};
	struct pm_vfs_signal *notice = MESSAGE_BODY(&m, struct pm_vfs_signal);

	notice->process = process;
	notice->group = group;
	notice->signal = signal;
	(void)event_notice(PM_EP, &m);
}

void
pm_signal_process(const struct fproc *process, s32 signal)
{
	signal_notice(process->endpoint, 0, signal);
}

void
pm_signal_group(s32 group, s32 signal)
{
	signal_notice(EP_NONE, group, signal);
}

void
pm_say_ready(void)
{
	struct message m = {.type = PM_VFS_READY};

	(void)event_notice(PM_EP, &m);
}

static void
answer(u32 type, u32 id, s32 status)
{
	struct message m = {.type = type | REPLY_BIT};
	struct reply_head *head = MESSAGE_BODY(&m, struct reply_head);

	head->id = id;
	head->status = status;
	(void)event_reply(PM_EP, &m);
}

/* ---- calls on PM's behalf ---- */

/* The id has stayed at the beginning of the message, where the reply's is. */
static void
end_pm_call(struct call *call, s32 result)
{
	struct fproc *process = call->process;

	call->message.type |= REPLY_BIT;
	MESSAGE_BODY(&call->message, struct reply_head)->status = result;
	process->pm_call_busy = 0;
	(void)event_reply(PM_EP, &call->message);
	fproc_settled(process);
}

static void
start_pm_call(struct fproc *process, const struct message *request, call_function *function)
{
	struct call *call = &process->pm_call;

	if (process->pm_call_busy) {
		(void)event_reply_status(request, -EBUSY);
		return;
	}
	call->process = process;
	call->function = function;
	call->end = end_pm_call;
	call->message = *request;
	process->pm_call_busy = 1;
	call_start(call);
}

static struct fproc *
process_of(const struct message *request)
{
	struct fproc *process = fproc_by_endpoint(
		MESSAGE_BODY(request, const struct vfs_pm_process)->process);

	if (process == NULL)
		(void)event_reply_status(request, -ESRCH);
	return process;
}

_Static_assert(offsetof(struct vfs_pm_process, process) == offsetof(struct vfs_pm_ids, process) &&
		       offsetof(struct vfs_pm_process, process) ==
			       offsetof(struct vfs_pm_exec_open, process) &&
		       offsetof(struct vfs_pm_process, process) ==
			       offsetof(struct vfs_pm_exec_read, process) &&
		       offsetof(struct vfs_pm_process, process) ==
			       offsetof(struct vfs_pm_exec_end, process),
	       "PM's requests name the process in the same place");

/* ---- lives ---- */

static void
inherit(struct fproc *child, const struct fproc *parent)
{
	child->uid = parent->uid;
	child->effective_uid = parent->effective_uid;
	child->gid = parent->gid;
	child->effective_gid = parent->effective_gid;
	child->deaf_to = parent->deaf_to;
	child->umask = parent->umask;
	child->root = vnode_ref(parent->root);
	child->directory = vnode_ref(parent->directory);
	child->close_on_exec = parent->close_on_exec;
	for (u32 fd = 0; fd < OPEN_MAX; fd++)
		if (parent->fds[fd] != NULL)
			child->fds[fd] = filp_ref(parent->fds[fd]);
}

/* The first process gets the console, if that can be opened. */
static s32
open_console(struct call *call)
{
	struct fproc *process = call->process;
	struct walk walk;
	s32 fd;

	strlcpy(walk.path, "/dev/console", sizeof(walk.path));
	fd = walk_start_here(&walk, call);
	if (fd == 0)
		fd = open_path_here(call, &walk, O_RDWR | O_NOCTTY, 0);
	walk_end(&walk);
	if (fd == CALL_PARKED)
		return fd;
	for (s32 copy = 1; fd == 0 && copy <= 2; copy++)
		descriptor_set(process, copy, filp_ref(process->fds[0]), 0);
	return 0;
}

static s32
check_new(const struct vfs_pm_new *request, const struct fproc *parent)
{
	if (ENDPOINT_GENERATION(request->process) <= 0)
		return -EINVAL;
	if (fproc_by_endpoint(request->process) != NULL)
		return -EEXIST;
	return request->parent != EP_NONE && parent == NULL ? -ESRCH : 0;
}

void
pm_new(struct message *request)
{
	struct vfs_pm_new new = *MESSAGE_BODY(request, const struct vfs_pm_new);
	struct fproc *parent = fproc_by_endpoint(new.parent);
	struct fproc *process;
	s32 error = check_new(&new, parent);

	process = error == 0 ? fproc_new(new.process) : NULL;
	if (process == NULL) {
		(void)event_reply_status(request, error < 0 ? error : -EAGAIN);
		return;
	}
	process->pid = new.pid;
	process->group = new.group;
	process->session = new.session;
	if (parent != NULL) {
		inherit(process, parent);
		(void)event_reply_status(request, 0);
		return;
	}
	process->umask = NEW_UMASK;
	process->root = vnode_ref(root_directory());
	process->directory = vnode_ref(root_directory());
	if ((new.flags & VFS_PM_BARE) != 0)
		(void)event_reply_status(request, 0);
	else
		start_pm_call(process, request, open_console);
}

void
pm_ids(struct message *request)
{
	const struct vfs_pm_ids *ids = MESSAGE_BODY(request, const struct vfs_pm_ids);
	struct fproc *process = process_of(request);

	if (process == NULL)
		return;
	process->pid = ids->pid;
	process->group = ids->group;
	process->session = ids->session;
	process->uid = ids->uid;
	process->effective_uid = ids->effective_uid;
	process->gid = ids->gid;
	process->effective_gid = ids->effective_gid;
	process->deaf_to = ids->deaf_to;
	(void)event_reply_status(request, 0);
}

void
pm_exit(struct message *request)
{
	struct fproc *process = process_of(request);

	if (process == NULL)
		return;
	process->exit_id = MESSAGE_BODY(request, const struct request_head)->id;
	process->is_exiting = 1;
	fproc_forget_endpoint(process);
	terminal_leader_exits(process);
	if (process->state == PROCESS_IDLE)
		fproc_settled(process);
	else
		fproc_interrupt(process);
}

void
pm_unpause(struct message *request)
{
	struct fproc *process = process_of(request);

	if (process == NULL)
		return;
	if (process->state == PROCESS_IDLE || process->unpause_id != 0) {
		(void)event_reply_status(request, process->unpause_id != 0 ? -EBUSY : 0);
		return;
	}
	process->unpause_id = MESSAGE_BODY(request, const struct request_head)->id;
	process->is_restarted = MESSAGE_BODY(request, const struct vfs_pm_unpause)->restart != 0;
	fproc_interrupt(process);
}

/* An entry that is done with is free before PM hears of it. */
void
pm_settled(struct fproc *process)
{
	u32 exit_id = process->exit_id;

	if (process->state != PROCESS_IDLE)
		return;
	if (process->unpause_id != 0) {
		answer(VFS_PM_UNPAUSE, process->unpause_id, 0);
		process->unpause_id = 0;
	}
	if (!process->is_exiting || process->pm_call_busy || process->closing > 0)
		return;
	process->endpoint = EP_NONE;
	answer(VFS_PM_EXIT, exit_id, 0);
}

void
pm_exec(struct message *request)
{
	struct fproc *process = process_of(request);

	if (process == NULL)
		return;
	if (request->type == VFS_PM_EXEC_OPEN)
		start_pm_call(process, request, exec_open);
	else if (request->type == VFS_PM_EXEC_READ)
		start_pm_call(process, request, exec_read);
	else
		start_pm_call(process, request, exec_end);
}

/* ---- the end of the system ---- */

static struct call sync_call;
static u32 sync_is_under_way;

static void
end_sync(struct call *call, s32 result)
{
	sync_is_under_way = 0;
	(void)event_reply_status(&call->message, result);
}

void
pm_sync(struct message *request)
{
	if (sync_is_under_way) {
		(void)event_reply_status(request, -EBUSY);
		return;
	}
	sync_is_under_way = 1;
	sync_call.function = fs_sync_all;
	sync_call.end = end_sync;
	sync_call.message = *request;
	call_start(&sync_call);
}
