/* halt, also poweroff: ends the system in good order and switches the machine off. */
#include <libgen.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <toolkit/shutdown.h>

static const char halt_usage[] = SHUTDOWN_USAGE("halt", "switches the machine off");
static const char poweroff_usage[] = SHUTDOWN_USAGE("poweroff", "switches the machine off");

int
main(int argc, char **argv)
{
	bool is_poweroff = argc > 0 && strcmp(basename(argv[0]), "poweroff") == 0;

	return shutdown_tool(argc, argv, is_poweroff ? poweroff_usage : halt_usage, RB_POWEROFF,
			     SIGUSR1);
}
