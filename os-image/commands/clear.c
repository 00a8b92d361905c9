/* clear: an empty screen. */
#include <stdio.h>
#include <toolkit/tool.h>

static const char usage[] = "Usage: clear\nClears the screen and puts the cursor into its first corner.\n";

/* ECMA-48: cursor position, erase in page. */
#define HOME_AND_ERASE "\033[H\033[2J\033[3J"

int
main(int argc, char **argv)
{
	char **operands;

	tool_only_operands(argc, argv, usage, &operands);
	fputs(HOME_AND_ERASE, stdout);
	return tool_end();
}
