/* Loops and case. */
#include <string.h>

#include "exec.h"
#include "expand.h"
#include "params.h"
#include "pattern.h"
#include "vars.h"

/* Whether a loop ends after a round: break, or continue with a loop further out. */
static bool
loop_ends(void)
{
	if (shell.skip == SKIP_NONE)
		return false;
	if (shell.skip == SKIP_RETURN)
		return true;
	if (--shell.skip_loops > 0)
		return true;
	if (shell.skip == SKIP_CONTINUE) {
		shell.skip = SKIP_NONE;
		return false;
	}
	shell.skip = SKIP_NONE;
	return true;
}

int
exec_while(const struct node *node, unsigned flags)
{
	int status = 0;

	shell.loop_depth++;
	for (;;) {
		bool is_true = execute(node->conditional.condition, EXEC_TESTED) == 0;

		if (shell.skip != SKIP_NONE) {
			if (shell.skip == SKIP_RETURN)
				status = shell.status;
			if (loop_ends())
				break;
			continue;
		}
		if (is_true != (node->kind == NODE_WHILE))
			break;
		status = execute(node->conditional.body, flags);
		if (loop_ends())
			break;
	}
	shell.loop_depth--;
	return status;
}

int
exec_for(const struct node *node, unsigned flags)
{
	struct arena_mark mark = arena_mark(&scratch);
	struct fields fields = {0};
	int status = 0;

	shell.line = node->line;
	if (node->loop.over_arguments) {
		for (size_t i = 1; i <= params_count(); i++)
			fields_add(&fields, arena_copy(&scratch, params_get(i),
					strlen(params_get(i))));
	} else {
		expand_words(&fields, node->loop.words);
	}
	shell.loop_depth++;
	for (size_t i = 0; i < fields.count; i++) {
		var_set(node->loop.variable, fields.values[i]);
		status = execute(node->loop.body, flags);
		if (loop_ends())
			break;
	}
	shell.loop_depth--;
	arena_release(&scratch, mark);
	return status;
}

static bool
item_matches(const struct case_item *item, const char *subject)
{
	for (const struct word *word = item->patterns; word != NULL; word = word->next)
		if (pattern_match(expand_pattern(word->parts), subject, strlen(subject)))
			return true;
	return false;
}

int
exec_case(const struct node *node, unsigned flags)
{
	struct arena_mark mark = arena_mark(&scratch);
	const struct case_item *item = node->choice.items;
	const char *subject;

	shell.line = node->line;
	subject = expand_string(node->choice.subject->parts);
	while (item != NULL && !item_matches(item, subject))
		item = item->next;
	arena_release(&scratch, mark);
	return item != NULL ? execute(item->body, flags) : 0;
}
