/* maild: the command. See maild.h. */
#include <errno.h>
#include <netkit/wait.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <toolkit/bell.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "maild.h"

static const char usage[] =
	"Usage: maild [OPTION]...\n"
	"Takes the mails of " QUEUE " to a server by SMTP, and waits for more. The first\n"
	"process keeps it running (/etc/ttys). What it does is told in the system's log.\n"
	"\n"
	"  -s, --server=HOST[:PORT]  the server, instead of host:25\n"
	"  -1, --once      try each mail once; the status is 1 when one is left\n"
	"  -f, --foreground  tell on standard error instead\n"
	"  -q, --queue=DIRECTORY  another queue\n"
	"  -T, --timeout=S wait S seconds for the server (60)\n";

#define SMTP_PORT 25u
#define TIMEOUT_MS 60000
#define CHECK_EVERY_MS (600 * 1000) /* for a mail whose bell was not heard */

struct settings settings = {
	.queue = QUEUE,
	.host = "host",
	.port = SMTP_PORT,
	.timeout_ms = TIMEOUT_MS,
};

static int
wait_ms(int next_ms)
{
	return next_ms < 0 || next_ms > CHECK_EVERY_MS ? CHECK_EVERY_MS : next_ms;
}

static _Noreturn void
run_for_ever(void)
{
	int bell = bell_open(QUEUE_BELL);

	if (bell < 0)
		report("maild: %s: %s; new mails are found late", QUEUE_BELL, strerror(errno));
	for (;;) {
		/* Hushed before the folder is read, so that whoever rings from now on is heard. */
		if (bell >= 0)
			bell_hush(bell);
		if (wait_ready(bell, POLLIN, wait_ms(queue_run())) < 0)
			give_up(STATUS_FAILED, "waiting: %s", strerror(errno));
	}
}

int
main(int argc, char **argv)
{
	bool is_once = false;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		is_once |= option == '1';
		reports_in_foreground |= option == 'f';
		if (option == 's' && !split_host_port(option_value, settings.host, &settings.port))
			bad_usage("'%s' is no server: HOST or HOST:PORT", option_value);
		else if (option == 'q')
			settings.queue = option_value;
		else if (option == 'T')
			settings.timeout_ms = need_seconds_ms(option_value, "the time-out");
	}
	tool_no_operands();
	umask(S_IRWXG | S_IRWXO);
	signal(SIGPIPE, SIG_IGN);
	if (is_once)
		return queue_run() < 0 ? tool_end() : STATUS_FAILED;
	run_for_ever();
}
