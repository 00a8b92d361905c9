/* basename: the last part of a path. */
#include <stdio.h>
#include <string.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>

static const char usage[] =
	"Usage: basename PATH [SUFFIX]\n"
	"Prints what stands behind the last slash, without the suffix.\n";

int
main(int argc, char **argv)
{
	char **operands;
	int count = tool_only_operands(argc, argv, usage, &operands);
	const char *last;
	size_t length, suffix_length;

	if (count < 1 || count > 2)
		bad_usage("a path and perhaps a suffix are needed");
	last = last_component(operands[0], &length);
	if (length == 0 && operands[0][0] == '/') {
		last = "/";
		length = 1;
	}
	suffix_length = count == 2 ? strlen(operands[1]) : 0;
	if (suffix_length < length &&
	    strncmp(last + length - suffix_length, operands[count - 1], suffix_length) == 0)
		length -= suffix_length;
	printf("%.*s\n", (int)length, last);
	return tool_end();
}
