/* false: does nothing, without success. */
#include <toolkit/tool.h>

static const char usage[] = "Usage: false\nDoes nothing, with status 1.\n";

int
main(int argc, char **argv)
{
	char **operands;

	tool_set_usage_status(STATUS_FAILED);
	if (argc == 2)
		tool_only_operands(argc, argv, usage, &operands);
	return STATUS_FAILED;
}
