/*
 * Orphaned process groups (POSIX, chapter 3.264): those of which no member has a
 * parent outside of the group, in the same session. Nobody is left who would
 * make their members go on. So a group that becomes orphaned while a member is
 * stopped gets SIGHUP and SIGCONT, and terminals don't stop its members any more.
 */
#include <signal.h>

#include "pm.h"

static int
looks_after(const struct mproc *parent, const struct mproc *p)
{
	return parent != NULL && parent->group != p->group && parent->session == p->session;
}

int
group_is_orphaned(s32 group)
{
	FOR_EACH_MPROC(p)
		if (p->state == MPROC_ALIVE && p->group == group && looks_after(p->parent, p) &&
		    p->parent->state == MPROC_ALIVE)
			return 0;
	return 1;
}

static int
has_stopped_member(s32 group)
{
	FOR_EACH_MPROC(p)
		if (p->state == MPROC_ALIVE && p->group == group && p->stopped)
			return 1;
	return 0;
}

void
orphans_mark(const struct mproc *parent, const struct mproc *child)
{
	s32 group = child->group;

	if (!looks_after(parent, child) || !group_is_orphaned(group) || !has_stopped_member(group))
		return;
	FOR_EACH_MPROC(p)
		if (p->group == group)
			p->hangup_due = 1;
}

static struct mproc *
next_due(void)
{
	FOR_EACH_MPROC(p)
		if (p->hangup_due)
			return p;
	return NULL;
}

/* Who ends by the signal may orphan more: the first of these calls serves them all. */
void
orphans_hang_up(void)
{
	static int is_under_way;
	struct mproc *p;

	if (is_under_way)
		return;
	is_under_way = 1;
	while ((p = next_due()) != NULL) {
		p->hangup_due = 0;
		signal_post(p, SIGHUP);
		signal_post(p, SIGCONT);
	}
	is_under_way = 0;
}
