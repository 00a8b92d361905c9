/*
 * test, also by the name [: whether an expression is true. The shell has the same
 * as a builtin; see <shellutil/shellutil.h>.
 */
#include <shellutil/shellutil.h>
#include <stddef.h>
#include <string.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: test EXPRESSION\n"
	"       [ EXPRESSION ]\n"
	"Status 0 when the expression is true, 1 when it is false, 2 when it makes no sense.\n"
	"\n"
	"Files: -e -f -d -h -L -p -b -c -S -s -r -w -x -u -g -k -t, and -nt -ot -ef between two.\n"
	"Strings: -n -z = != < >. Numbers: -eq -ne -lt -le -gt -ge.\n"
	"Expressions: ! A, A -a B, A -o B, ( A ).\n";

int
main(int argc, char **argv)
{
	char **operands;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		tool_only_operands(argc, argv, usage, &operands);
	return test_main(argc, argv, NULL);
}
