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

	tool_only_operands(argc, argv, usage, &operands);
	tool_no_operands();
	puts(user_name(geteuid()));
	return tool_end();
}
