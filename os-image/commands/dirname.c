/* dirname: a path without its last part. */
#include <stdio.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>

static const char usage[] =
	"Usage: dirname PATH...\n"
	"Prints each path without its last part: . when there is no other.\n";

static void
print_directory(const char *path)
{
	size_t length;
	const char *end = last_component(path, &length);

	while (end > path + 1 && end[-1] == '/')
		end--;
	if (end == path && length > 0 && path[0] == '/')
		end = path + 1;
	if (end == path)
		puts(".");
	else
		printf("%.*s\n", (int)(end - path), path);
}

int
main(int argc, char **argv)
{
	char **paths;

	if (tool_only_operands(argc, argv, usage, &paths) == 0)
		bad_usage("which path?");
	for (; *paths != NULL; paths++)
		print_directory(*paths);
	return tool_end();
}
