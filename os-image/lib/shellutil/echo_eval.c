/* echo: its words with a blank between them, escapes interpreted. */
#include <stdio.h>
#include <string.h>

#include <shellutil/shellutil.h>

#include "escape.h"

/* Returns 0 when \c asked to print nothing more. */
static int
put_word(const char *word)
{
	while (*word != '\0') {
		char c = *word++;
		int byte = c == '\\' ? escape_read(&word, OCTAL_AFTER_ZERO) : ESCAPE_NONE;

		if (byte == ESCAPE_STOP)
			return 0;
		putchar(byte == ESCAPE_NONE ? c : byte);
	}
	return 1;
}

int
echo_main(int argc, char **argv)
{
	int first = argc > 1 && strcmp(argv[1], "-n") == 0 ? 2 : 1;

	for (int i = first; i < argc; i++) {
		if (i > first)
			putchar(' ');
		if (!put_word(argv[i]))
			return 0;
	}
	if (first == 1)
		putchar('\n');
	return 0;
}
