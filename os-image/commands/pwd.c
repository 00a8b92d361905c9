/* pwd: the directory in use. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>
#include <unistd.h>

static const char usage[] =
	"Usage: pwd [OPTION]\n"
	"Prints the path of the directory in use.\n"
	"\n"
	"  -L, --logical   as $PWD has it, symbolic links included, if that is right\n"
	"  -P, --physical  without symbolic links (the default)\n";

/* $PWD counts only when it is an absolute path to the very directory, with no . or .. in it. */
static const char *
logical_path(void)
{
	const char *path = getenv("PWD");
	struct stat named, here;

	if (path == NULL || path[0] != '/' || strstr(path, "/.") != NULL)
		return NULL;
	if (stat(path, &named) != 0 || stat(".", &here) != 0)
		return NULL;
	return named.st_dev == here.st_dev && named.st_ino == here.st_ino ? path : NULL;
}

int
main(int argc, char **argv)
{
	char path[TREE_PATH_MAX];
	const char *logical = NULL;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END)
		logical = option == 'L' ? logical_path() : NULL;
	if (logical != NULL)
		puts(logical);
	else if (getcwd(path, sizeof(path)) != NULL)
		puts(path);
	else
		complain_errno("the path of this directory");
	return tool_end();
}
