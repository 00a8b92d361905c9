/* Requests about the system as a whole: who runs, who may give orders to RS, the end. */
#include <errno.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <proto/rs.h>
#include <stdio.h>
#include <string.h>

#include "pm.h"

static enum halt_how halt_how;
static s32 halt_status;

s32
do_process_info(struct mproc *caller, struct message *m)
{
	struct pm_process_info request = *MESSAGE_BODY(m, struct pm_process_info);
	struct pm_process info = {0};
	const struct mproc *p;

	if (request.index >= PM_MAX_PROCS)
		return -EINVAL;
	p = &mprocs[request.index];
	if (p->state == MPROC_FREE)
		return -ESRCH;
	info.pid = p->pid;
	info.parent = parent_pid(p);
	info.group = p->group;
	info.session = p->session;
	info.uid = p->uid;
	info.effective_uid = p->effective_uid;
	info.gid = p->gid;
	info.endpoint = p->endpoint;
	info.is_zombie = p->state != MPROC_ALIVE;
	info.is_stopped = p->stopped;
	memcpy(info.name, p->name, sizeof(info.name));
	return sys_copy_out(&info, caller->endpoint, request.buffer, sizeof(info));
}

/* RS waits for nobody but its next message, so this send is short. */
int
vouch_for(endpoint_t operator)
{
	struct message order = {.type = RS_OPERATOR};

	MESSAGE_BODY(&order, struct rs_operator)->endpoint = operator;
	return ipc_send(RS_EP, &order);
}

s32
do_vouch(struct mproc *caller, struct message *m)
{
	(void)m;
	return caller->effective_uid == 0 ? vouch_for(caller->endpoint) : -EPERM;
}

static void
halt_now(void)
{
	int error = sys_halt(halt_how, halt_status);

	printf("pm: the kernel refused to end the machine: error %d\n", -error);
}

/* No reply: there is nobody left to get it. */
s32
do_reboot(struct mproc *caller, struct message *m)
{
	struct pm_reboot request = *MESSAGE_BODY(m, struct pm_reboot);

	if (caller->effective_uid != 0)
		return -EPERM;
	if (request.how != HALT_POWEROFF && request.how != HALT_REBOOT)
		return -EINVAL;
	halt_how = request.how;
	halt_status = request.status;
	printf("pm: %s (pid %d) asked for %s\n", caller->name, caller->pid,
	       request.how == HALT_REBOOT ? "a reboot" : "the end");
	vfs_sync(halt_now);
	return NO_REPLY;
}
