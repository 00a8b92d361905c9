/* netstat: the command. See netstat.h. */
#include <toolkit/tool.h>

#include "netstat.h"

static const char usage[] =
	"Usage: netstat [OPTION]...\n"
	"Prints the sockets that are connected, or other tables of the network server.\n"
	"\n"
	"  -a, --all       also sockets that wait for others\n"
	"  -l, --listening the same\n"
	"  -t, --tcp       TCP's only\n"
	"  -u, --udp       UDP's only\n"
	"  -w, --raw       raw ones only\n"
	"  -e, --extend    with round trip time, congestion window, segments sent again, and how\n"
	"                  often a driver's recovery made it go on at once\n"
	"  -r, --route     the routes\n"
	"  -i, --interfaces  the interfaces\n"
	"  -s, --statistics  what was counted\n"
	"  -n, --numeric   without names for addresses and ports\n";

int
main(int argc, char **argv)
{
	struct wanted_sockets wanted = {0};
	int table = 0;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		wanted.listening |= option == 'a' || option == 'l';
		wanted.tcp |= option == 't';
		wanted.udp |= option == 'u';
		wanted.raw |= option == 'w';
		wanted.details |= option == 'e';
		wanted.is_numeric |= option == 'n';
		if (option == 'r' || option == 'i' || option == 's')
			table = option;
	}
	tool_no_operands();
	if (!wanted.tcp && !wanted.udp && !wanted.raw)
		wanted.tcp = wanted.udp = wanted.raw = true;
	if (table == 'r')
		print_routes(wanted.is_numeric);
	else if (table == 'i')
		print_interfaces();
	else if (table == 's')
		print_counters();
	else
		print_sockets(&wanted);
	return tool_end();
}
