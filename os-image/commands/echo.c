/* echo: writes its arguments. The shell has the same as a builtin; see <shellutil/shellutil.h>. */
#include <shellutil/shellutil.h>
#include <string.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: echo [-n] [WORD]...\n"
	"Writes the words with a blank between them and a newline, or with -n none, behind.\n"
	"Backslash escapes such as \\n, \\t, \\0NNN and \\c in the words are replaced.\n";

int
main(int argc, char **argv)
{
	char **operands;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		tool_only_operands(argc, argv, usage, &operands);
	return echo_main(argc, argv) | tool_end();
}
