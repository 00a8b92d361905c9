/* find: files below directories that are what is wanted. */
#include <stddef.h>
#include <string.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>

#include "find.h"

static const char usage[] =
	"Usage: find [PATH]... [EXPRESSION]\n"
	"Goes through the directories, the one in use if none is given, and all below them; prints\n"
	"the paths for which the expression is true.\n"
	"\n"
	"  -name PATTERN   the last part of the path matches; -path: all of it\n"
	"  -type C         f file, d directory, l symbolic link, b c p special files\n"
	"  -size N         N blocks of 512 bytes, or Nc bytes, Nk KB; +N more, -N fewer\n"
	"  -newer FILE     modified later than FILE\n"
	"  -empty          nothing in it\n"
	"  -print, -print0 print the path, and a newline or a NUL\n"
	"  -exec WORD... ; run a program, with {} for the path: true if its status is 0;\n"
	"                  with + instead of ; for many paths at once\n"
	"  -delete         remove it\n"
	"  -maxdepth N, -mindepth N  not deeper, or not less deep\n"
	"  ! A, A B, A -o B, ( A )  not, and, or\n";

static struct find_limits limits = {.depth_max = UINT64_MAX};
static uint64_t depth;

static void
ask(const char *path, const struct stat *status)
{
	const struct find_file file = {path, status};

	if (depth >= limits.depth_min && depth <= limits.depth_max)
		expression_holds(&file);
}

static enum tree_answer
visit(const char *path, const struct stat *status, enum tree_moment moment, void *context)
{
	(void)context;
	if (moment == TREE_AFTER) {
		depth--;
		if (expression_deletes())
			ask(path, status);
		return TREE_GO_ON;
	}
	if (moment == TREE_FILE || !expression_deletes())
		ask(path, status);
	if (moment == TREE_FILE)
		return TREE_GO_ON;
	return depth++ < limits.depth_max ? TREE_GO_ON : TREE_SKIP;
}

int
main(int argc, char **argv)
{
	static char *here[] = {".", NULL};
	char **paths = argv + 1;
	int path_count = 0;

	tool_begin(argc, argv, usage, OPTIONS_FIRST);
	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		tool_option();
	while (paths[path_count] != NULL && !is_expression(paths[path_count]))
		path_count++;
	expression_read(paths + path_count, &limits);
	paths[path_count] = NULL;
	if (path_count == 0)
		paths = here;
	for (; *paths != NULL; paths++)
		walk_tree(*paths, false, visit, NULL);
	expression_finish();
	return tool_end();
}
