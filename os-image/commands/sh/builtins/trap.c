/* trap: what to do on signals and at the end. */
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "../shell.h"
#include "../trap.h"
#include "builtins.h"

static void
list_traps(void)
{
	for (int number = 0; number < NSIG; number++) {
		const char *action = trap_get(number);

		if (action == NULL)
			continue;
		fputs("trap -- ", stdout);
		builtin_print_quoted(action);
		if (signal_name(number) != NULL)
			printf(" %s\n", signal_name(number));
		else
			printf(" %d\n", number);
	}
}

/* trap [ACTION] SIGNAL...; a number first, or - for ACTION, means the default. */
int
builtin_trap(int argc, char **argv, unsigned flags)
{
	const char *action = NULL;
	int next = 1, status = 0;

	(void)flags;
	if (argc > 1 && strcmp(argv[1], "--") == 0)
		next++;
	if (argv[next] == NULL) {
		list_traps();
		return 0;
	}
	if (argv[next + 1] != NULL && !isdigit((unsigned char)argv[next][0])) {
		action = strcmp(argv[next], "-") != 0 ? argv[next] : NULL;
		next++;
	}
	for (; argv[next] != NULL; next++) {
		int number = signal_number(argv[next]);

		if (number < 0) {
			complain("%s: bad trap", argv[next]);
			status = 1;
			continue;
		}
		trap_set(number, action);
	}
	return status;
}
