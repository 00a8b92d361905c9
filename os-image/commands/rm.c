/* rm: removes files and trees. */
#include <stddef.h>
#include <toolkit/copy.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: rm [OPTION]... FILE...\n"
	"Removes files; asks first about write-protected ones when there is a terminal.\n"
	"\n"
	"  -r, -R, --recursive  directories with all that is in them\n"
	"  -d, --dir       empty directories\n"
	"  -f, --force     never ask; no error for what is not there\n"
	"  -i              ask before each removal\n"
	"  -v, --verbose   say what is removed\n";

int
main(int argc, char **argv)
{
	struct remove_options options = {0};
	char **files;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		options.recursive |= option == 'r';
		options.directories |= option == 'd';
		options.verbose |= option == 'v';
		if (option == 'f' || option == 'i') {
			options.force = option == 'f';
			options.interactive = option == 'i';
		}
	}
	if (tool_operands(&files) == 0 && !options.force)
		bad_usage("which file?");
	for (; *files != NULL; files++)
		remove_tree(*files, &options);
	return tool_end();
}
