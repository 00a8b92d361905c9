/* lpd: the command. See lpd.h. */
#include <errno.h>
#include <netkit/wait.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <toolkit/bell.h>
#include <toolkit/tool.h>

#include "lpd.h"

static const char usage[] =
	"Usage: lpd [OPTION]\n"
	"Prints the jobs of " SPOOL ", and waits for more. The first process keeps it\n"
	"running (/etc/ttys). What it does is told in the system's log.\n"
	"\n"
	"  -f, --foreground  tell on standard error instead\n";

#define CHECK_EVERY_MS (600 * 1000) /* for a job whose bell was not heard */

int
main(int argc, char **argv)
{
	int option, bell;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END)
		reports_in_foreground |= option == 'f';
	tool_no_operands();
	bell = bell_open(SPOOL_BELL);
	if (bell < 0)
		report("lpd: %s: %s; new jobs are found late", SPOOL_BELL, strerror(errno));
	for (;;) {
		int next_ms;

		/* Hushed before the folder is read, so that whoever rings from now on is heard. */
		if (bell >= 0)
			bell_hush(bell);
		next_ms = queue_run();
		if (next_ms < 0 || next_ms > CHECK_EVERY_MS)
			next_ms = CHECK_EVERY_MS;
		if (next_ms > 0 && wait_ready(bell, POLLIN, next_ms) < 0)
			give_up(STATUS_FAILED, "waiting: %s", strerror(errno));
	}
}
