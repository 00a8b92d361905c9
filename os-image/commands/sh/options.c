#include "options.h"

#include <stdio.h>
#include <string.h>

#include "jobs.h"
#include "trap.h"

static const struct {
	char letter;
	const char *name;
} names[OPTION_COUNT] = {
	[OPTION_ALLEXPORT] = {'a', "allexport"}, [OPTION_NOTIFY] = {'b', "notify"},
	[OPTION_NOCLOBBER] = {'C', "noclobber"}, [OPTION_ERREXIT] = {'e', "errexit"},
	[OPTION_NOGLOB] = {'f', "noglob"}, [OPTION_IGNOREEOF] = {'I', "ignoreeof"},
	[OPTION_INTERACTIVE] = {'i', "interactive"}, [OPTION_MONITOR] = {'m', "monitor"},
	[OPTION_NOEXEC] = {'n', "noexec"}, [OPTION_STDIN] = {'s', "stdin"},
	[OPTION_NOUNSET] = {'u', "nounset"}, [OPTION_VERBOSE] = {'v', "verbose"},
	[OPTION_XTRACE] = {'x', "xtrace"},
};

const char *
options_letters(void)
{
	struct text text = {.arena = &scratch};

	for (int i = 0; i < OPTION_COUNT; i++)
		if (shell.options[i])
			text_add(&text, names[i].letter);
	return text_string(&text);
}

static void
switch_option(enum option which, bool on)
{
	shell.options[which] = on;
	if (which == OPTION_MONITOR)
		jobs_set_control(on);
	if (which == OPTION_INTERACTIVE)
		trap_set_interactive();
}

void
options_switch_letter(char letter, bool on)
{
	for (int i = 0; i < OPTION_COUNT; i++) {
		if (names[i].letter == letter) {
			switch_option((enum option)i, on);
			return;
		}
	}
	shell_error(STATUS_ERROR, "Illegal option %c%c", on ? '-' : '+', letter);
}

void
options_switch_name(const char *name, bool on)
{
	for (int i = 0; i < OPTION_COUNT; i++) {
		if (strcmp(names[i].name, name) == 0) {
			switch_option((enum option)i, on);
			return;
		}
	}
	shell_error(STATUS_ERROR, "Illegal option %co %s", on ? '-' : '+', name);
}

void
options_list(bool as_commands)
{
	if (!as_commands)
		printf("Current option settings\n");
	for (int i = 0; i < OPTION_COUNT; i++) {
		bool on = shell.options[i];

		if (as_commands)
			printf("set %co %s\n", on ? '-' : '+', names[i].name);
		else
			printf("%-16s%s\n", names[i].name, on ? "on" : "off");
	}
}

/* One argument of options like -eu or +x; an o in it takes the next argument as a name. */
static int
switch_options(char **argv, int at)
{
	bool on = argv[at][0] == '-';

	for (const char *letter = argv[at] + 1; *letter != '\0'; letter++) {
		if (*letter != 'o') {
			options_switch_letter(*letter, on);
			continue;
		}
		if (argv[at + 1] == NULL) {
			options_list(!on);
			return at + 1;
		}
		options_switch_name(argv[at + 1], on);
		at++;
	}
	return at + 1;
}

int
options_parse(char **argv, int at, bool *ended)
{
	*ended = false;
	while (argv[at] != NULL && (argv[at][0] == '-' || argv[at][0] == '+')) {
		if (strcmp(argv[at], "--") == 0 || strcmp(argv[at], "-") == 0) {
			*ended = true;
			return at + 1;
		}
		if (argv[at][1] == '\0')
			break;
		at = switch_options(argv, at);
	}
	return at;
}
