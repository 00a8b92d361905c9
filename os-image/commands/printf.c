/* printf: formatted output. The shell has the same as a builtin; see <shellutil/shellutil.h>. */
#include <shellutil/shellutil.h>
#include <stddef.h>
#include <string.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: printf FORMAT [ARGUMENT]...\n"
	"Writes the arguments as the format says, with %d %i %u %o %x %X %c %s %b and %%, and\n"
	"backslash escapes in it; begins again with the format while there are arguments left.\n";

int
main(int argc, char **argv)
{
	char **operands;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		tool_only_operands(argc, argv, usage, &operands);
	return printf_main(argc, argv, NULL) | tool_end();
}
