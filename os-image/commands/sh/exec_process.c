/* Commands in processes of their own: pipelines, subshells, background jobs. */
#include <errno.h>
#include <string.h>

#include "exec.h"
#include "jobs.h"
#include "trap.h"

/* In a forked child: executes the tree and ends. */
static _Noreturn void
execute_and_exit(const struct node *node, unsigned flags)
{
	execute(node, (flags & EXEC_TESTED) | EXEC_LAST);
	shell_exit(shell.status);
}

static void
move_fd(int from, int to)
{
	if (from < 0 || from == to)
		return;
	dup2(from, to);
	close(from);
}

/* Forks all processes of a pipeline into the job; returns false when there is no more pipe. */
static bool
start_pipeline(struct job *job, const struct node *node, unsigned flags, enum fork_mode mode)
{
	int input = -1;

	for (const struct node_list *at = node->pipeline.commands; at != NULL; at = at->next) {
		int ends[2] = {-1, -1};

		if (at->next != NULL && pipe(ends) != 0) {
			complain("cannot make a pipe: %s", strerror(errno));
			if (input >= 0)
				close(input);
			return false;
		}
		if (job_fork(job, mode) == 0) {
			if (ends[0] >= 0)
				close(ends[0]);
			move_fd(input, STDIN_FILENO);
			move_fd(ends[1], STDOUT_FILENO);
			execute_and_exit(at->node, flags);
		}
		if (input >= 0)
			close(input);
		if (ends[1] >= 0)
			close(ends[1]);
		input = ends[0];
	}
	return true;
}

int
exec_pipeline(const struct node *node, unsigned flags)
{
	struct job *job = job_new(node);
	bool is_complete = start_pipeline(job, node, flags, FORK_FOREGROUND);
	int status = job_wait(job);

	return is_complete ? status : STATUS_ERROR;
}

int
exec_subshell(const struct node *node, unsigned flags)
{
	struct node group = *node;
	struct job *job;

	group.kind = NODE_GROUP;
	if ((flags & EXEC_LAST) && !trap_any_is_set() && !option(OPTION_MONITOR)) {
		shell.is_subshell = true;
		execute_and_exit(&group, flags);
	}
	job = job_new(node);
	if (job_fork(job, FORK_FOREGROUND) == 0)
		execute_and_exit(&group, flags);
	return job_wait(job);
}

int
exec_background(const struct node *node)
{
	const struct node *body = node->unary.body;
	struct job *job = job_new(body);

	if (body->kind == NODE_PIPELINE) {
		start_pipeline(job, body, 0, FORK_BACKGROUND);
	} else if (job_fork(job, FORK_BACKGROUND) == 0) {
		struct node group = *body;

		if (body->kind == NODE_SUBSHELL)
			group.kind = NODE_GROUP;
		execute_and_exit(&group, 0);
	}
	job_leave_in_background(job);
	return 0;
}
