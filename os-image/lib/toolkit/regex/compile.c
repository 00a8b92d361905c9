/*
 * From trees to the automaton. A tree is laid out for the step that is to follow
 * it, so the steps of a sequence are made from its end to its beginning.
 */
#include <stdlib.h>
#include <string.h>
#include <toolkit/tool.h>

#include "regex_parts.h"

#define FIRST_CAPACITY 64
#define TOO_LARGE (-1)

static int
step_add(struct regex *regex, struct step step)
{
	if (regex->count == STEPS_MAX)
		return TOO_LARGE;
	if (regex->count == regex->capacity) {
		regex->capacity = regex->capacity > 0 ? 2 * regex->capacity : FIRST_CAPACITY;
		regex->steps = need_more_memory(regex->steps,
						(size_t)regex->capacity * sizeof(regex->steps[0]));
	}
	regex->steps[regex->count] = step;
	return regex->count++;
}

static int
step_split(struct regex *regex, int next, int other)
{
	if (next < 0 || other < 0)
		return TOO_LARGE;
	return step_add(regex, (struct step){.kind = STEP_SPLIT, .next = next, .other = other});
}

static int layout(struct regex *regex, const struct node *nodes, int index, int next);

/* least copies in a row; then, for each one that may follow, a way around it, or a loop. */
static int
layout_repeat(struct regex *regex, const struct node *nodes, const struct node *node, int next)
{
	int start = next;

	if (node->most == REPEAT_FOREVER) {
		int loop = step_split(regex, next, next);
		int body = loop < 0 ? TOO_LARGE : layout(regex, nodes, node->left, loop);

		if (body < 0)
			return TOO_LARGE;
		regex->steps[loop].other = body;
		start = loop;
	}
	for (int i = node->least; i < node->most && start >= 0; i++) {
		int body = layout(regex, nodes, node->left, start);

		start = body < 0 ? TOO_LARGE : step_split(regex, body, next);
	}
	for (int i = 0; i < node->least && start >= 0; i++)
		start = layout(regex, nodes, node->left, start);
	return start;
}

/* The first of the steps of a tree that go on at `next`, or TOO_LARGE. */
static int
layout(struct regex *regex, const struct node *nodes, int index, int next)
{
	const struct node *node = &nodes[index];
	int right;

	if (next < 0)
		return TOO_LARGE;
	switch (node->kind) {
	case NODE_EMPTY:
		return next;
	case NODE_SET:
		return step_add(regex,
				(struct step){.kind = STEP_SET, .next = next, .set = node->set});
	case NODE_ASSERT:
		return step_add(regex, (struct step){.kind = STEP_ASSERT,
						     .next = next,
						     .assertion = node->assertion});
	case NODE_SEQUENCE:
		right = layout(regex, nodes, node->right, next);
		return layout(regex, nodes, node->left, right);
	case NODE_EITHER:
		right = layout(regex, nodes, node->right, next);
		return step_split(regex, layout(regex, nodes, node->left, next), right);
	case NODE_REPEAT:
		return layout_repeat(regex, nodes, node, next);
	}
	return TOO_LARGE;
}

static int
step_assert(struct regex *regex, enum assertion assertion, int next)
{
	if (next < 0)
		return TOO_LARGE;
	return step_add(regex, (struct step){.kind = STEP_ASSERT,
					     .next = next,
					     .assertion = assertion});
}

static int
layout_pattern(struct regex *regex, const struct node_list *list, int root,
	       const struct regex_options *options)
{
	int next = step_add(regex, (struct step){.kind = STEP_MATCH});

	if (options->whole_line)
		next = step_assert(regex, LINE_END, next);
	if (options->whole_word)
		next = step_assert(regex, NO_WORD_AFTER, next);
	next = layout(regex, list->nodes, root, next);
	if (options->whole_word)
		next = step_assert(regex, NO_WORD_BEFORE, next);
	if (options->whole_line)
		next = step_assert(regex, LINE_BEGIN, next);
	return next;
}

static void
list_make(struct step_list *list, int count)
{
	list->steps = need_memory((size_t)count * sizeof(list->steps[0]));
	list->generation = need_memory((size_t)count * sizeof(list->generation[0]));
	memset(list->generation, 0, (size_t)count * sizeof(list->generation[0]));
	list->count = 0;
	list->now = 0;
}

/* Which bytes a match may begin with: all that can be reached without taking one. */
static void
find_first(struct regex *regex)
{
	bool *is_known = need_memory((size_t)regex->count);
	int depth = 0;

	memset(is_known, 0, (size_t)regex->count);
	regex->stack[depth++] = regex->start;
	while (depth > 0) {
		int index = regex->stack[--depth];
		const struct step *step = &regex->steps[index];

		if (is_known[index])
			continue;
		is_known[index] = true;
		if (step->kind == STEP_MATCH)
			regex->may_be_empty = true;
		if (step->kind == STEP_SET)
			for (size_t i = 0; i < BYTES / 32; i++)
				regex->first.bits[i] |= step->set.bits[i];
		if (step->kind == STEP_SPLIT)
			regex->stack[depth++] = step->other;
		if (step->kind == STEP_SPLIT || step->kind == STEP_ASSERT)
			regex->stack[depth++] = step->next;
	}
	free(is_known);
}

struct regex *
regex_compile(const char *const *patterns, size_t count, const struct regex_options *options,
	      const char **error)
{
	struct regex *regex = need_memory(sizeof(*regex));

	*regex = (struct regex){.start = TOO_LARGE};
	*error = NULL;
	for (size_t i = 0; i < count && *error == NULL; i++) {
		struct node_list list = {0};
		int root = regex_parse(patterns[i], options, &list, error);
		int start = root < 0 ? TOO_LARGE : layout_pattern(regex, &list, root, options);

		free(list.nodes);
		if (start >= 0 && i > 0)
			start = step_split(regex, regex->start, start);
		if (start < 0 && *error == NULL)
			*error = "the pattern is too large";
		regex->start = start;
	}
	if (count == 0)
		*error = "there is no pattern";
	if (*error != NULL) {
		regex_free(regex);
		return NULL;
	}
	list_make(&regex->current, regex->count);
	list_make(&regex->following, regex->count);
	regex->stack = need_memory((2 * (size_t)regex->count + 1) * sizeof(regex->stack[0]));
	find_first(regex);
	return regex;
}

void
regex_free(struct regex *regex)
{
	free(regex->steps);
	free(regex->current.steps);
	free(regex->current.generation);
	free(regex->following.steps);
	free(regex->following.generation);
	free(regex->stack);
	free(regex);
}
