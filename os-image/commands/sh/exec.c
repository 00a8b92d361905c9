/* Trees to actions: lists, conditions, groups; errexit and traps between commands. */
#include "exec.h"

#include "functions.h"
#include "redirect.h"
#include "trap.h"

static int
exec_and_or(const struct node *node, unsigned flags)
{
	int status = execute(node->binary.left, EXEC_TESTED);
	bool goes_on = node->kind == NODE_AND ? status == 0 : status != 0;

	if (shell.skip != SKIP_NONE || !goes_on)
		return status;
	return execute(node->binary.right, flags);
}

static int
exec_if(const struct node *node, unsigned flags)
{
	int status = execute(node->conditional.condition, EXEC_TESTED);

	if (shell.skip != SKIP_NONE)
		return status;
	if (status == 0)
		return execute(node->conditional.body, flags);
	return execute(node->conditional.otherwise, flags);
}

static int
exec_not(const struct node *node)
{
	int status = execute(node->unary.body, EXEC_TESTED);

	return shell.skip != SKIP_NONE ? status : status == 0;
}

/* A group that has redirections: they are undone behind it, so no program takes its place. */
static int
exec_group(const struct node *node, unsigned flags)
{
	struct arena_mark mark = arena_mark(&scratch);
	struct saved_fds saved;
	int status = STATUS_ERROR;

	if (node->redirections == NULL)
		return execute(node->unary.body, flags);
	shell.line = node->line;
	saved_fds_begin(&saved);
	if (redirect(node->redirections, &saved))
		status = execute(node->unary.body, flags & EXEC_TESTED);
	saved_fds_end(&saved);
	arena_release(&scratch, mark);
	return status;
}

static int
exec_node(const struct node *node, unsigned flags)
{
	switch (node->kind) {
	case NODE_SIMPLE: return exec_simple(node, flags);
	case NODE_PIPELINE: return exec_pipeline(node, flags);
	case NODE_SUBSHELL: return exec_subshell(node, flags);
	case NODE_BACKGROUND: return exec_background(node);
	case NODE_NOT: return exec_not(node);
	case NODE_AND:
	case NODE_OR: return exec_and_or(node, flags);
	case NODE_IF: return exec_if(node, flags);
	case NODE_WHILE:
	case NODE_UNTIL: return exec_while(node, flags & EXEC_TESTED);
	case NODE_FOR: return exec_for(node, flags & EXEC_TESTED);
	case NODE_CASE: return exec_case(node, flags);
	case NODE_GROUP: return exec_group(node, flags);
	default: /* NODE_FUNCTION: lists are taken apart before */
		function_define(node);
		return 0;
	}
}

/* Commands whose failure ends the shell under -e; of compound ones their parts do. */
static bool
is_checked(const struct node *node)
{
	return node->kind == NODE_SIMPLE || node->kind == NODE_PIPELINE ||
			node->kind == NODE_SUBSHELL;
}

int
execute(const struct node *node, unsigned flags)
{
	if (node == NULL || option(OPTION_NOEXEC)) {
		shell.status = 0;
		return 0;
	}
	check_stack();
	for (; node->kind == NODE_LIST; node = node->binary.right) {
		execute(node->binary.left, flags & EXEC_TESTED);
		if (shell.skip != SKIP_NONE)
			return shell.status;
	}
	shell.status = exec_node(node, flags);
	trap_run_pending();
	if (shell.status != 0 && is_checked(node) && option(OPTION_ERREXIT) &&
			!(flags & EXEC_TESTED))
		shell_exit(shell.status);
	return shell.status;
}
