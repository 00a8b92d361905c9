/* The builtins by name. */
#include <stddef.h>
#include <string.h>

#include "builtins.h"

static const struct builtin table[] = {
	{".", builtin_dot, true, false, false},
	{":", builtin_true, true, false, false},
	{"[", builtin_test, false, false, false},
	{"alias", builtin_alias, false, true, false},
	{"bg", builtin_fg, false, false, false},
	{"break", builtin_break, true, false, false},
	{"cd", builtin_cd, false, false, false},
	{"command", builtin_command, false, false, false},
	{"continue", builtin_break, true, false, false},
	{"echo", builtin_echo, false, false, false},
	{"eval", builtin_eval, true, false, false},
	{"exec", builtin_exec, true, false, true},
	{"exit", builtin_exit, true, false, false},
	{"export", builtin_export, true, true, false},
	{"false", builtin_false, false, false, false},
	{"fg", builtin_fg, false, false, false},
	{"getopts", builtin_getopts, false, false, false},
	{"hash", builtin_hash, false, false, false},
	{"help", builtin_help, false, false, false},
	{"history", builtin_history, false, false, false},
	{"jobs", builtin_jobs, false, false, false},
	{"kill", builtin_kill, false, false, false},
	{"local", builtin_local, true, true, false},
	{"printf", builtin_printf, false, false, false},
	{"pwd", builtin_pwd, false, false, false},
	{"read", builtin_read, false, false, false},
	{"readonly", builtin_export, true, true, false},
	{"return", builtin_return, true, false, false},
	{"set", builtin_set, true, false, false},
	{"shift", builtin_shift, true, false, false},
	{"source", builtin_dot, true, false, false},
	{"test", builtin_test, false, false, false},
	{"times", builtin_times, true, false, false},
	{"trap", builtin_trap, true, false, false},
	{"true", builtin_true, false, false, false},
	{"type", builtin_type, false, false, false},
	{"umask", builtin_umask, false, false, false},
	{"unalias", builtin_unalias, false, false, false},
	{"unset", builtin_unset, true, false, false},
	{"wait", builtin_wait, false, false, false},
};

#define BUILTIN_COUNT (sizeof(table) / sizeof(table[0]))

/* The table is sorted by bytes. */
const struct builtin *
builtin_find(const char *name)
{
	size_t low = 0, high = BUILTIN_COUNT;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name, table[middle].name);

		if (order == 0)
			return &table[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

bool
builtin_is_special(const char *name)
{
	const struct builtin *builtin = builtin_find(name);

	return builtin != NULL && builtin->is_special;
}

void
builtins_for_each(void (*visit)(const char *name, void *context), void *context)
{
	for (size_t i = 0; i < BUILTIN_COUNT; i++)
		visit(table[i].name, context);
}
