/* hostname: the name of this machine. */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: hostname [NAME]\n"
	"Prints the name of this machine, or sets it (in /etc/hostname).\n";

int
main(int argc, char **argv)
{
	struct utsname system;
	char **operands;
	int count = tool_only_operands(argc, argv, usage, &operands);

	if (count > 1)
		bad_usage("there can be only one name");
	if (count == 1) {
		if (sethostname(operands[0], strlen(operands[0])) != 0)
			complain_errno("%s", operands[0]);
	} else if (uname(&system) != 0) {
		complain_errno("the machine's name");
	} else {
		puts(system.nodename);
	}
	return tool_end();
}
