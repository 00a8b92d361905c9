/* halt: ends the system in good order and switches the machine off. */
#include <signal.h>
#include <toolkit/shutdown.h>

static const char usage[] = SHUTDOWN_USAGE("halt", "switches the machine off");

int
main(int argc, char **argv)
{
	return shutdown_tool(argc, argv, usage, RB_POWEROFF, SIGUSR1);
}
