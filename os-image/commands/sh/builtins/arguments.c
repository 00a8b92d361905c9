/* What the builtins have in common in reading their arguments and printing values. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../shell.h"
#include "builtins.h"

int
builtin_option(char **argv, int *next, const char *letters, char **argument)
{
	static const char *at; /* within an argument like -abc; NULL: at the next one */
	const char *letter;

	if (at == NULL || *at == '\0') {
		const char *word = argv[*next];

		at = NULL;
		if (word == NULL || word[0] != '-' || word[1] == '\0')
			return 0;
		(*next)++;
		if (strcmp(word, "--") == 0)
			return 0;
		at = word + 1;
	}
	letter = *at != ':' ? strchr(letters, *at) : NULL;
	if (letter == NULL) {
		char wrong = *at;

		at = NULL;
		shell_error(STATUS_ERROR, "Illegal option -%c", wrong);
	}
	at++;
	if (letter[1] != ':')
		return *letter;
	if (*at == '\0') {
		at = argv[*next];
		if (at == NULL)
			shell_error(STATUS_ERROR, "No arg for -%c option", *letter);
		(*next)++;
	}
	*argument = (char *)at;
	at = NULL;
	return *letter;
}

void
builtin_print_quoted(const char *text)
{
	putchar('\'');
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			fputs("'\"'\"'", stdout);
		else
			putchar(*text);
	}
	putchar('\'');
}

int
builtin_number(const char *text)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end != '\0' || errno != 0 || value > INT_MAX)
		shell_error(STATUS_ERROR, "Illegal number: %s", text);
	return (int)value;
}
