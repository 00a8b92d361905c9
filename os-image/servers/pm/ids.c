/* Who a process is: its numbers, its user and group, its process group and session. */
#include <errno.h>

#include "pm.h"

s32
do_ids(struct mproc *caller, struct message *m)
{
	*MESSAGE_BODY(m, struct pm_ids_reply) = (struct pm_ids_reply){
		.pid = caller->pid,
		.parent = parent_pid(caller),
		.group = caller->group,
		.session = caller->session,
		.uid = caller->uid,
		.effective_uid = caller->effective_uid,
		.gid = caller->gid,
		.effective_gid = caller->effective_gid,
	};
	return 0;
}

/*
 * Root sets what it likes, and with a full set gives up being root for good.
 * Others may only move the effective id between the real and the saved one.
 */
static int
set_id(int is_root, int all, u32 id, u32 *real, u32 *effective, u32 *saved)
{
	if (!is_root && id != *real && id != *saved)
		return -EPERM;
	if (is_root && all) {
		*real = id;
		*saved = id;
	}
	*effective = id;
	return 0;
}

s32
do_set_id(struct mproc *caller, struct message *m)
{
	struct pm_set_id request = *MESSAGE_BODY(m, struct pm_set_id);
	int is_root = caller->effective_uid == 0;

	if (request.id > PM_ID_MAX)
		return -EINVAL;
	switch (request.kind) {
	case PM_ID_UID:
	case PM_ID_EFFECTIVE_UID:
		ids_changed(caller);
		return set_id(is_root, request.kind == PM_ID_UID, request.id, &caller->uid,
			      &caller->effective_uid, &caller->saved_uid);
	case PM_ID_GID:
	case PM_ID_EFFECTIVE_GID:
		ids_changed(caller);
		return set_id(is_root, request.kind == PM_ID_GID, request.id, &caller->gid,
			      &caller->effective_gid, &caller->saved_gid);
	default:
		return -EINVAL;
	}
}

s32
do_get_group(struct mproc *caller, struct message *m)
{
	s32 pid = MESSAGE_BODY(m, struct pm_get_group)->pid;
	const struct mproc *p = pid == 0 ? caller : mproc_by_pid(pid);

	return p == NULL ? -ESRCH : p->group;
}

/*
 * A process may move itself, or a child that has not yet called exec, within
 * its session: to a group of its own or to one that exists. The leader of a
 * session stays where it is.
 */
s32
do_set_group(struct mproc *caller, struct message *m)
{
	struct pm_set_group request = *MESSAGE_BODY(m, struct pm_set_group);
	struct mproc *p = request.pid == 0 ? caller : mproc_by_pid(request.pid);
	s32 group;

	if (request.group < 0)
		return -EINVAL;
	if (p == NULL || p->state != MPROC_ALIVE || (p != caller && p->parent != caller))
		return -ESRCH;
	if (p != caller && p->has_execed)
		return -EACCES;
	group = request.group == 0 ? p->pid : request.group;
	if (p->session != caller->session || p->session == p->pid)
		return -EPERM;
	if (group != p->pid && !group_exists(group, p->session))
		return -EPERM;
	p->group = group;
	ids_changed(p);
	return 0;
}

/* The leader of a process group can't leave it to begin a session. */
s32
do_set_session(struct mproc *caller, struct message *m)
{
	(void)m;
	FOR_EACH_MPROC(p)
		if (p->group == caller->pid)
			return -EPERM;
	caller->group = caller->pid;
	caller->session = caller->pid;
	ids_changed(caller);
	return caller->pid;
}
