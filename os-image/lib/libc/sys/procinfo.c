/*
 * What processes there are. The kernel's slots come first; a user process' is
 * joined with PM's entry by its endpoint. Then come PM's entries once more, for
 * the zombies, which the kernel has forgotten.
 */
#include <errno.h>
#include <libsys/kcall.h>
#include <limits.h>
#include <string.h>
#include <sys/procinfo.h>

#include "../pm_call.h"
#include "../vfs_call.h"

_Static_assert(sizeof(((struct proc_info *)0)->label) == LABEL_LEN, "a label fits");
_Static_assert(sizeof(((struct proc_info *)0)->name) == sizeof(((struct kprocess *)0)->name) &&
		       sizeof(((struct proc_info *)0)->name) == sizeof(((struct pm_process *)0)->name),
	       "a name fits");

/* PM's entry: 0, or -1 with errno ESRCH or EINVAL. */
static int
ask_pm(unsigned index, struct pm_process *process)
{
	struct message m;

	*MESSAGE_BODY(&m, struct pm_process_info) = (struct pm_process_info){
		.index = index,
		.buffer = (u32)process,
	};
	return pm_call(PM_PROCESS_INFO, &m);
}

/* The entry of the user process with that endpoint. 0, or -1: it has ended meanwhile. */
static int
find_by_endpoint(endpoint_t endpoint, struct pm_process *process)
{
	/* The search begins where the last one ended, since both tables are much in the same order. */
	static unsigned found;
	unsigned end = UINT_MAX;

	for (unsigned index = found; index < end; index++) {
		if (ask_pm(index, process) == 0) {
			if (process->endpoint == endpoint && !process->is_zombie) {
				found = index;
				return 0;
			}
		} else if (errno == EINVAL && end == UINT_MAX) {
			/* Past the last one: once more, up to where it began. */
			end = found;
			index = UINT_MAX;
		} else if (errno != ESRCH) {
			return -1;
		}
	}
	errno = ESRCH;
	return -1;
}

/* 0 as well when VFS can't tell. */
static int
terminal_of(s32 session)
{
	struct message m;
	int device;

	MESSAGE_BODY(&m, struct vfs_session)->session = session;
	device = vfs_call(VFS_TERMINAL_OF, &m);
	return device > 0 ? device : 0;
}

static void
add_user(struct proc_info *info, const struct pm_process *process)
{
	info->pid = process->pid;
	info->ppid = process->parent;
	info->pgrp = process->group;
	info->session = process->session;
	info->uid = process->uid;
	info->euid = process->effective_uid;
	info->gid = process->gid;
	info->tty = terminal_of(process->session);
	memcpy(info->name, process->name, sizeof(info->name));
}

static int
slot_info(unsigned slot, struct proc_info *info)
{
	struct kprocess kernels;
	struct pm_process process;
	int error = sys_info(KINFO_PROCESS, &kernels, sizeof(kernels), slot);

	if (error < 0) {
		errno = error == -ENOENT ? ESRCH : -error;
		return -1;
	}
	*info = (struct proc_info){
		.slot = (int)slot,
		.endpoint = kernels.endpoint,
		.state = kernels.state,
		.status = kernels.state == 0 ? 'R' : 'S',
		.pages = kernels.pages,
		.cpu_us = kernels.cpu_us,
		.started_us = kernels.started_us,
		.priority = kernels.priority,
	};
	memcpy(info->name, kernels.name, sizeof(info->name));
	if (kernels.priv_id != PRIV_ID_USER) {
		memcpy(info->label, kernels.label, sizeof(info->label));
		info->pid = PM_SERVICE_PID_BASE + (int)slot;
		info->uid = kernels.uid;
		info->euid = kernels.uid;
		return 0;
	}
	if (find_by_endpoint(kernels.endpoint, &process) < 0)
		return -1;
	add_user(info, &process);
	if (process.is_stopped)
		info->status = 'T';
	return 0;
}

static int
zombie_info(unsigned index, struct proc_info *info)
{
	struct pm_process process;

	if (ask_pm(index, &process) < 0)
		return -1;
	if (!process.is_zombie) {
		errno = ESRCH;
		return -1;
	}
	*info = (struct proc_info){.slot = -1, .status = 'Z'};
	add_user(info, &process);
	return 0;
}

int
proc_info(unsigned index, struct proc_info *info)
{
	return index < NR_PROCS ? slot_info(index, info) : zombie_info(index - NR_PROCS, info);
}
