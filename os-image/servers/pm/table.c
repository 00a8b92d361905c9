/*
 * The process table. The kernel's slots and ours are apart, since a zombie has
 * an entry here long after the kernel's slot got a new tenant; by_slot leads
 * from an endpoint to its entry.
 */
#include <errno.h>
#include <string.h>

#include "pm.h"

struct mproc mprocs[PM_MAX_PROCS];
struct mproc *mprocs_end = mprocs;

static struct mproc *by_slot[NR_PROCS];
static s32 last_pid;
static int in_use;

struct mproc *
mproc_by_endpoint(endpoint_t endpoint)
{
	struct mproc *p = by_slot[ENDPOINT_SLOT(endpoint)];

	return p != NULL && p->endpoint == endpoint ? p : NULL;
}

struct mproc *
mproc_by_pid(s32 pid)
{
	FOR_EACH_MPROC(p)
		if (p->pid == pid)
			return p;
	return NULL;
}

s32
parent_pid(const struct mproc *p)
{
	if (p->parent != NULL)
		return p->parent->pid;
	return p->pid == INIT_PID ? 0 : INIT_PID;
}

/* A number is taken as long as it names a process, a group or a session. */
static int
pid_is_taken(s32 pid)
{
	FOR_EACH_MPROC(p)
		if (p->pid == pid || p->group == pid || p->session == pid)
			return 1;
	return 0;
}

/* Ends, since there are far fewer processes than numbers. */
static s32
new_pid(void)
{
	do
		last_pid = last_pid == PM_MAX_PID ? INIT_PID + 1 : last_pid + 1;
	while (pid_is_taken(last_pid));
	return last_pid;
}

struct mproc *
mproc_new(endpoint_t endpoint)
{
	for (struct mproc *p = mprocs; p < mprocs + PM_MAX_PROCS; p++) {
		if (p->state != MPROC_FREE)
			continue;
		memset(p, 0, sizeof(*p));
		p->pid = new_pid();
		p->state = MPROC_ALIVE;
		p->endpoint = endpoint;
		by_slot[ENDPOINT_SLOT(endpoint)] = p;
		in_use++;
		if (p == mprocs_end)
			mprocs_end = p + 1;
		return p;
	}
	return NULL;
}

void
mproc_forget_endpoint(struct mproc *p)
{
	by_slot[ENDPOINT_SLOT(p->endpoint)] = NULL;
	p->last_endpoint = p->endpoint;
	p->endpoint = EP_NONE;
}

void
mproc_free(struct mproc *p)
{
	p->state = MPROC_FREE;
	in_use--;
	while (mprocs_end > mprocs && mprocs_end[-1].state == MPROC_FREE)
		mprocs_end--;
}

int
mproc_room_for(const struct mproc *parent)
{
	int is_root = parent->effective_uid == 0;
	int of_user = 0;

	if (in_use >= PM_MAX_PROCS - (is_root ? 0 : PM_RESERVED_FOR_ROOT))
		return -EAGAIN;
	FOR_EACH_MPROC(p)
		of_user += p->uid == parent->uid;
	return parent->uid != 0 && of_user >= PM_MAX_PER_USER ? -EAGAIN : 0;
}

int
group_exists(s32 group, s32 session)
{
	FOR_EACH_MPROC(p)
		if (p->group == group && p->session == session)
			return 1;
	return 0;
}
