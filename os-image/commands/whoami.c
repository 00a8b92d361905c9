/* whoami: the name of the effective user. */
#include <stdio.h>
#include <toolkit/format.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] = "Usage: whoami\nPrints the name of the user that this process acts for.\n";

int
main(int argc, char **argv)
{
	char **operands;

	if (tool_only_operands(argc, argv, usage, &operands) > 0)
		bad_usage("there are no operands");
	puts(user_name(geteuid()));
	return tool_end();
}
