#include "functions.h"

#include <stdlib.h>
#include <string.h>

#include "exec.h"
#include "params.h"
#include "vars.h"

struct function {
	struct function *next;
	const struct node *definition;
};

/* Keeps the tree of a function that may remove or redefine itself. */
struct call {
	struct cleanup cleanup;
	struct tree *tree;
};

static struct function *functions;

static struct function **
find(const char *name)
{
	struct function **link = &functions;

	while (*link != NULL && strcmp((*link)->definition->function.name, name) != 0)
		link = &(*link)->next;
	return link;
}

const struct node *
function_find(const char *name)
{
	struct function *function = *find(name);

	return function != NULL ? function->definition : NULL;
}

void
function_define(const struct node *definition)
{
	struct function *function = *find(definition->function.name);

	tree_hold(definition->function.tree);
	if (function != NULL) {
		tree_drop(function->definition->function.tree);
		function->definition = definition;
		return;
	}
	function = allocate(sizeof(*function));
	*function = (struct function){.next = functions, .definition = definition};
	functions = function;
}

bool
function_remove(const char *name)
{
	struct function **link = find(name), *function = *link;

	if (function == NULL)
		return false;
	*link = function->next;
	tree_drop(function->definition->function.tree);
	free(function);
	return true;
}

static void
drop_tree(struct cleanup *cleanup)
{
	tree_drop(((struct call *)cleanup)->tree);
}

int
function_call(const struct node *definition, size_t argc, char **argv, unsigned flags)
{
	struct call call = {.tree = definition->function.tree};
	int loop_depth = shell.loop_depth, line = shell.line;
	struct params_frame frame;
	struct scope scope;
	int status;

	check_stack();
	tree_hold(call.tree);
	cleanup_push(&call.cleanup, drop_tree);
	params_enter(&frame, argc - 1, argv + 1);
	scope_begin(&scope);
	shell.loop_depth = 0;
	shell.function_depth++;
	status = execute(definition->function.body, flags & EXEC_TESTED);
	if (shell.skip == SKIP_RETURN) {
		shell.skip = SKIP_NONE;
		status = shell.status;
	}
	shell.function_depth--;
	shell.loop_depth = loop_depth;
	shell.line = line;
	scope_end(&scope);
	params_leave(&frame);
	cleanup_pop(&call.cleanup);
	return status;
}
