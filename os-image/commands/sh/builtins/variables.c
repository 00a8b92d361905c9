/* export, readonly, unset, local, set and shift. */
#include <stdio.h>
#include <string.h>

#include "../functions.h"
#include "../options.h"
#include "../params.h"
#include "../parser.h"
#include "../vars.h"
#include "builtins.h"

struct listing {
	const char *prefix; /* the command that would set the variable so; "" for none */
	unsigned flags;     /* only variables that have them all */
};

static void
print_variable(const struct variable *variable, void *context)
{
	const struct listing *listing = context;

	if ((variable->flags & listing->flags) != listing->flags)
		return;
	if (variable->value == NULL && *listing->prefix == '\0')
		return;
	printf("%s%s%s", listing->prefix, *listing->prefix != '\0' ? " " : "", variable->name);
	if (variable->value != NULL) {
		putchar('=');
		builtin_print_quoted(variable->value);
	}
	putchar('\n');
}

/* Splits NAME=value; the value is NULL without an =. A name that is none is an error. */
static char *
split_assignment(const char *word, const char **value)
{
	const char *equals = strchr(word, '=');
	size_t length = equals != NULL ? (size_t)(equals - word) : strlen(word);
	char *name = arena_copy(&scratch, word, length);

	if (!is_valid_name(name))
		shell_error(STATUS_ERROR, "%s: bad variable name", name);
	*value = equals != NULL ? equals + 1 : NULL;
	return name;
}

/* export and readonly, with -p or nothing the list of those. */
int
builtin_export(int argc, char **argv, unsigned flags)
{
	struct listing listing = {argv[0], argv[0][0] == 'e' ? VAR_EXPORTED : VAR_READ_ONLY};
	int next = 1;

	(void)argc;
	(void)flags;
	while (builtin_option(argv, &next, "p", NULL) != 0)
		;
	if (argv[next] == NULL)
		vars_for_each(print_variable, &listing);
	for (; argv[next] != NULL; next++) {
		const char *value;
		char *name = split_assignment(argv[next], &value);

		if (value != NULL)
			var_set(name, value);
		var_mark(name, listing.flags);
	}
	return 0;
}

int
builtin_unset(int argc, char **argv, unsigned flags)
{
	int next = 1, letter;
	bool of_functions = false;

	(void)argc;
	(void)flags;
	while ((letter = builtin_option(argv, &next, "fv", NULL)) != 0)
		of_functions = letter == 'f';
	for (; argv[next] != NULL; next++) {
		if (of_functions)
			function_remove(argv[next]);
		else if (!is_valid_name(argv[next]))
			shell_error(STATUS_ERROR, "%s: bad variable name", argv[next]);
		else
			var_unset(argv[next]);
	}
	return 0;
}

int
builtin_local(int argc, char **argv, unsigned flags)
{
	(void)flags;
	if (shell.function_depth == 0)
		shell_error(STATUS_ERROR, "not in a function");
	for (int i = 1; i < argc; i++) {
		const char *value;
		char *name = split_assignment(argv[i], &value);

		scope_make_local(name);
		if (value != NULL)
			var_set(name, value);
	}
	return 0;
}

int
builtin_set(int argc, char **argv, unsigned flags)
{
	struct listing all = {"", 0};
	bool ended;
	int next;

	(void)flags;
	if (argc == 1) {
		vars_for_each(print_variable, &all);
		return 0;
	}
	next = options_parse(argv, 1, &ended);
	if (ended || next < argc)
		params_set((size_t)(argc - next), argv + next);
	return 0;
}

int
builtin_shift(int argc, char **argv, unsigned flags)
{
	int count = argc > 1 ? builtin_number(argv[1]) : 1;

	(void)flags;
	if ((size_t)count > params_count())
		shell_error(STATUS_ERROR, "can't shift that many");
	params_shift((size_t)count);
	return 0;
}
