/* history: the lines that were typed, oldest first, numbered from 1. */
#include <stdio.h>

#include "../history.h"
#include "../shell.h"
#include "builtins.h"

#define NUMBER_WIDTH 5

/* history [N]: all lines, or the last N. */
int
builtin_history(int argc, char **argv, unsigned flags)
{
	size_t count = history_count(), first = 0;

	(void)flags;
	if (argc > 1) {
		size_t wanted = (size_t)builtin_number(argv[1]);

		first = wanted < count ? count - wanted : 0;
	}
	for (size_t i = first; i < count; i++)
		printf("%*zu  %s\n", NUMBER_WIDTH, i + 1, history_get(i));
	return 0;
}
