/* command, type, hash, alias and unalias. */
#include <stdio.h>
#include <string.h>

#include "../alias.h"
#include "../exec.h"
#include "../functions.h"
#include "../parser.h"
#include "../shell.h"
#include "builtins.h"

/* Says what a name is: in a sentence, or as it would be called. False when it is nothing. */
static bool
describe(const char *name, bool is_verbose)
{
	const struct alias *alias = alias_find(name);
	const char *path;

	if (alias != NULL)
		printf(is_verbose ? "%s is an alias for %s\n" : "alias %s='%s'\n", name,
				alias->value);
	else if (is_reserved_word(name))
		printf(is_verbose ? "%s is a shell keyword\n" : "%s\n", name);
	else if (builtin_is_special(name))
		printf(is_verbose ? "%s is a special shell builtin\n" : "%s\n", name);
	else if (function_find(name) != NULL)
		printf(is_verbose ? "%s is a shell function\n" : "%s\n", name);
	else if (builtin_find(name) != NULL)
		printf(is_verbose ? "%s is a shell builtin\n" : "%s\n", name);
	else if ((path = program_find(name)) == NULL)
		return false;
	else if (is_verbose)
		printf("%s is %s\n", name, path);
	else
		puts(path);
	return true;
}

/* command -v and -V; `command NAME` itself is taken apart in exec_simple.c. */
int
builtin_command(int argc, char **argv, unsigned flags)
{
	bool is_verbose = false;
	int next = 1, letter, status = 0;

	(void)argc;
	(void)flags;
	while ((letter = builtin_option(argv, &next, "pvV", NULL)) != 0)
		is_verbose |= letter == 'V';
	for (; argv[next] != NULL; next++) {
		if (describe(argv[next], is_verbose))
			continue;
		if (is_verbose)
			printf("%s: not found\n", argv[next]);
		status = STATUS_NOT_FOUND;
	}
	return status;
}

int
builtin_type(int argc, char **argv, unsigned flags)
{
	int status = 0;

	(void)flags;
	for (int i = 1; i < argc; i++) {
		if (describe(argv[i], true))
			continue;
		printf("%s: not found\n", argv[i]);
		status = STATUS_NOT_FOUND;
	}
	return status;
}

/* Nothing is remembered of where programs are: so -r has nothing to do. */
int
builtin_hash(int argc, char **argv, unsigned flags)
{
	int next = 1, status = 0;

	(void)argc;
	(void)flags;
	while (builtin_option(argv, &next, "r", NULL) != 0)
		;
	for (; argv[next] != NULL; next++) {
		if (builtin_find(argv[next]) != NULL || function_find(argv[next]) != NULL ||
				program_find(argv[next]) != NULL)
			continue;
		complain("%s: not found", argv[next]);
		status = 1;
	}
	return status;
}

static void
print_alias(const struct alias *alias)
{
	/* One that was removed while its text is being read has no name any more. */
	if (alias->name == NULL)
		return;
	printf("%s=", alias->name);
	builtin_print_quoted(alias->value);
	putchar('\n');
}

int
builtin_alias(int argc, char **argv, unsigned flags)
{
	int status = 0;

	(void)flags;
	if (argc == 1)
		for (const struct alias *alias = alias_first(); alias != NULL; alias = alias->next)
			print_alias(alias);
	for (int i = 1; i < argc; i++) {
		char *equals = strchr(argv[i], '=');

		if (equals != NULL && equals != argv[i]) {
			alias_set(arena_copy(&scratch, argv[i], (size_t)(equals - argv[i])),
					equals + 1);
		} else if (alias_find(argv[i]) != NULL) {
			print_alias(alias_find(argv[i]));
		} else {
			complain("%s not found", argv[i]);
			status = 1;
		}
	}
	return status;
}

int
builtin_unalias(int argc, char **argv, unsigned flags)
{
	int next = 1, status = 0;

	(void)argc;
	(void)flags;
	while (builtin_option(argv, &next, "a", NULL) != 0)
		alias_remove_all();
	for (; argv[next] != NULL; next++) {
		if (alias_remove(argv[next]))
			continue;
		complain("%s not found", argv[next]);
		status = 1;
	}
	return status;
}
