/* true: does nothing, successfully. */
#include <toolkit/tool.h>

static const char usage[] = "Usage: true\nDoes nothing, with status 0.\n";

int
main(int argc, char **argv)
{
	char **operands;

	if (argc == 2)
		tool_only_operands(argc, argv, usage, &operands);
	return 0;
}
