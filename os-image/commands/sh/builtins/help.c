/*
 * What the builtins are for: `help`, and `NAME --help` of those whose arguments
 * are not just text to print or to test.
 */
#include <stdio.h>
#include <string.h>

#include "../shell.h"
#include "builtins.h"

#define SYNOPSIS_WIDTH 30

struct entry {
	const char *synopsis; /* begins with the name */
	const char *purpose;
};

static const struct entry entries[] = {
	{". FILE", "run the commands of a file here (also: source)"},
	{": [WORD]...", "do nothing, successfully"},
	{"[ EXPRESSION ]", "see test"},
	{"alias [NAME[=TEXT]]...", "give a text a name that stands for it as a command"},
	{"bg [JOB]", "let a stopped job run on in the background"},
	{"break [N]", "leave the innermost loop, or N loops"},
	{"cd [-LP] [DIRECTORY|-]", "go to a directory, home or back"},
	{"command [-pvV] NAME [WORD]...", "run it, though there is a function; -v: say where it is"},
	{"continue [N]", "go on with the next turn of a loop"},
	{"echo [-n] [WORD]...", "print words"},
	{"eval [WORD]...", "run the words as a command"},
	{"exec [PROGRAM [WORD]...]", "become the program; without one keep the redirections"},
	{"exit [STATUS]", "end the shell"},
	{"export [-p] [NAME[=VALUE]]...", "hand variables on to programs"},
	{"false", "do nothing, with status 1"},
	{"fg [JOB]", "take a job into the foreground"},
	{"getopts LETTERS NAME [WORD]...", "take the next option of a script"},
	{"hash [-r] [NAME]...", "for scripts of elsewhere: nothing is remembered"},
	{"help [NAME]...", "print this list, or lines of it"},
	{"history [N]", "list the lines that were typed, or the last N"},
	{"jobs [-lp] [JOB]...", "list what runs in the background or is stopped"},
	{"kill [-SIGNAL] PID|JOB...", "send SIGTERM or another signal; -l: name all"},
	{"local [NAME[=VALUE]]...", "variables of a function's own"},
	{"printf FORMAT [WORD]...", "print words as the format says"},
	{"pwd [-LP]", "print the directory in use; -P: without symbolic links"},
	{"read [-r] [-p PROMPT] NAME...", "take a line of input apart into variables"},
	{"readonly [-p] [NAME[=VALUE]]...", "variables that stay as they are"},
	{"return [STATUS]", "leave a function"},
	{"set [-+abCefmnuvx] [-o NAME] ...", "options of the shell, then its arguments"},
	{"shift [N]", "drop the first arguments"},
	{"source FILE", "see ."},
	{"test EXPRESSION", "look at files, strings and numbers: /bin/test --help"},
	{"times", "print the time used by the shell and by its programs"},
	{"trap [ACTION] [SIGNAL]...", "run a command on a signal or at the end (EXIT)"},
	{"true", "do nothing, successfully"},
	{"type NAME...", "say what a name stands for"},
	{"umask [-S] [MASK]", "the rights that new files don't get"},
	{"unalias -a|NAME...", "forget aliases"},
	{"unset [-fv] NAME...", "forget variables or functions"},
	{"wait [PID|JOB]...", "wait for jobs in the background"},
};

#define ENTRY_COUNT (sizeof(entries) / sizeof(entries[0]))

static bool
is_of(const struct entry *entry, const char *name)
{
	size_t length = strlen(name);

	return strncmp(entry->synopsis, name, length) == 0 &&
			(entry->synopsis[length] == ' ' || entry->synopsis[length] == '\0');
}

static const struct entry *
find(const char *name)
{
	for (size_t i = 0; i < ENTRY_COUNT; i++)
		if (is_of(&entries[i], name))
			return &entries[i];
	return NULL;
}

static void
print_entry(const struct entry *entry)
{
	printf("%-*s %s\n", SYNOPSIS_WIDTH, entry->synopsis, entry->purpose);
}

static int
help_one(const char *name)
{
	const struct entry *entry = find(name);

	if (entry == NULL) {
		complain("%s is no builtin; programs have --help", name);
		return 1;
	}
	print_entry(entry);
	return 0;
}

int
builtin_help(int argc, char **argv, unsigned flags)
{
	int status = 0;

	(void)flags;
	for (int i = 1; i < argc; i++)
		status |= help_one(argv[i]);
	if (argc > 1)
		return status;
	puts("What the shell does itself; programs tell about themselves by NAME --help.\n");
	for (size_t i = 0; i < ENTRY_COUNT; i++)
		print_entry(&entries[i]);
	return 0;
}

bool
builtin_asks_for_help(int argc, char **argv)
{
	static const char *const any_text[] = {":", "[", "echo", "false", "printf", "test", "true"};

	if (argc != 2 || strcmp(argv[1], "--help") != 0)
		return false;
	for (size_t i = 0; i < sizeof(any_text) / sizeof(any_text[0]); i++)
		if (strcmp(argv[0], any_text[i]) == 0)
			return false;
	return true;
}

int
builtin_print_help(const char *name)
{
	const struct entry *entry = find(name);

	printf("Usage: %s\n%s\n", entry->synopsis, entry->purpose);
	return 0;
}
