/* Waiting for children, and what they left behind. */
#include <errno.h>
#include <sys/wait.h>

#include "pm.h"

#define NOTHING_YET 0

static int
is_wanted(const struct mproc *child, const struct mproc *parent, s32 pid)
{
	if (child->parent != parent)
		return 0;
	if (pid > 0)
		return child->pid == pid;
	if (pid == 0)
		return child->group == parent->group;
	return pid == -1 || child->group == -pid;
}

/*
 * Takes the news of one child: its pid, with the status in the reply; or
 * NOTHING_YET, or -ECHILD when there is no such child.
 */
static s32
take_news(struct mproc *parent, s32 pid, u32 options, struct message *m)
{
	s32 result = -ECHILD;

	FOR_EACH_MPROC(child) {
		if (!is_wanted(child, parent, pid))
			continue;
		result = NOTHING_YET;
		if (child->state == MPROC_ZOMBIE) {
			parent->children_us += child->cpu_us + child->children_us;
			mproc_free(child);
		} else if (child->stopped && !child->stop_reported && (options & PM_WUNTRACED) != 0) {
			child->stop_reported = 1;
		} else {
			continue;
		}
		MESSAGE_BODY(m, struct pm_wait_reply)->status = child->status;
		return child->pid;
	}
	return result;
}

s32
do_wait(struct mproc *caller, struct message *m)
{
	struct pm_wait request = *MESSAGE_BODY(m, struct pm_wait);
	s32 result;

	if ((request.options & ~(PM_WNOHANG | PM_WUNTRACED)) != 0)
		return -EINVAL;
	result = take_news(caller, request.pid, request.options, m);
	if (result != NOTHING_YET || (request.options & PM_WNOHANG) != 0)
		return result;
	caller->waiting = WAIT_CHILD;
	caller->wait_pid = request.pid;
	caller->wait_options = request.options;
	return NO_REPLY;
}

void
child_changed(struct mproc *parent)
{
	struct message m = {0};
	s32 result;

	if (parent->waiting != WAIT_CHILD)
		return;
	result = take_news(parent, parent->wait_pid, parent->wait_options, &m);
	if (result == NOTHING_YET)
		return;
	parent->waiting = WAIT_NONE;
	reply_to(parent, PM_WAIT, result, &m);
}
