/* echo, printf and test: the same as the programs, but with the shell's variables and errors. */

#include <shellutil/shellutil.h>

#include "../shell.h"
#include "../vars.h"
#include "builtins.h"

static void
complain_as_shell(const char *program, const char *message)
{
	(void)program; /* complain() says it */
	complain("%s", message);
}

static const struct util_host host = {.variable = var_get, .complain = complain_as_shell};

int
builtin_echo(int argc, char **argv, unsigned flags)
{
	(void)flags;
	return echo_main(argc, argv);
}

int
builtin_printf(int argc, char **argv, unsigned flags)
{
	(void)flags;
	return printf_main(argc, argv, &host);
}

int
builtin_test(int argc, char **argv, unsigned flags)
{
	(void)flags;
	return test_main(argc, argv, &host);
}
