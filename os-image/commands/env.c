/* env: runs a program with another environment, or prints the environment. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: env [OPTION]... [NAME=VALUE]... [PROGRAM [ARGUMENT]...]\n"
	"Sets the variables and runs the program; without one prints all variables.\n"
	"\n"
	"  -i, --ignore-environment  begin with no variables at all\n"
	"  -u, --unset=NAME  without this variable\n";

#define STATUS_OWN_FAILURE 125
#define STATUS_NOT_RUN 126
#define STATUS_NOT_FOUND 127

int
main(int argc, char **argv)
{
	static char *no_variables[] = {NULL};
	char **words;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_FIRST);
	tool_set_usage_status(STATUS_OWN_FAILURE);
	while ((option = tool_option()) != OPTION_END) {
		if (option == 'i')
			environ = no_variables;
		else
			unsetenv(option_value);
	}
	tool_operands(&words);
	for (; *words != NULL && strchr(*words, '=') != NULL; words++)
		if (putenv(*words) != 0)
			give_up(STATUS_OWN_FAILURE, "%s: %s", *words, strerror(errno));
	if (*words != NULL) {
		execvp(words[0], words);
		give_up(errno == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_RUN, "%s: %s", words[0],
			strerror(errno));
	}
	for (char **variable = environ; *variable != NULL; variable++)
		puts(*variable);
	return tool_end();
}
