/* reboot: ends the system in good order and starts the machine again. */
#include <signal.h>
#include <toolkit/shutdown.h>

static const char usage[] = SHUTDOWN_USAGE("reboot", "starts the machine again");

int
main(int argc, char **argv)
{
	return shutdown_tool(argc, argv, usage, RB_REBOOT, SIGTERM);
}
