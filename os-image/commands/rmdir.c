/* rmdir: removes empty directories. */
#include <string.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: rmdir [OPTION]... DIRECTORY...\n"
	"Removes directories that are empty.\n"
	"\n"
	"  -p, --parents   then those above, as far as the path names them\n";

static void
remove_parents(char *path)
{
	char *slash;

	while ((slash = strrchr(path, '/')) != NULL && slash != path) {
		*slash = '\0';
		if (slash[1] == '\0')
			continue;
		if (rmdir(path) != 0) {
			complain_errno("%s", path);
			return;
		}
	}
}

int
main(int argc, char **argv)
{
	bool with_parents = false;
	char **paths;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while (tool_option() != OPTION_END)
		with_parents = true;
	if (tool_operands(&paths) == 0)
		bad_usage("which directory?");
	for (; *paths != NULL; paths++) {
		if (rmdir(*paths) != 0)
			complain_errno("%s", *paths);
		else if (with_parents)
			remove_parents(*paths);
	}
	return tool_end();
}
