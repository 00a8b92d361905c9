/* sync: writes back all that file systems and drivers hold. */
#include <stddef.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: sync\n"
	"Returns when everything written so far is on the disks.\n";

int
main(int argc, char **argv)
{
	char **operands;

	tool_only_operands(argc, argv, usage, &operands);
	tool_no_operands();
	sync();
	return 0;
}
