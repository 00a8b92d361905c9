/* nc: the command. See nc.h. */
#include <netkit/dial.h>
#include <netkit/wait.h>
#include <stdio.h>
#include <string.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "nc.h"

static const char usage[] =
	"Usage: nc [OPTION]... HOST PORT\n"
	"       nc -z [OPTION]... HOST PORT[-PORT]...\n"
	"       nc -l [OPTION]... PORT\n"
	"Connects to a port, or waits for a client, and passes standard input and output on. The end\n"
	"of standard input ends that direction only: what the other side still says is written out.\n"
	"\n"
	"  -l, --listen    wait for a client on that port of this machine\n"
	"  -k, --keep      with -l: and after it for the next, for ever\n"
	"  -u, --udp       datagrams instead of a stream\n"
	"  -a, --answer    end with the first answer; without one within -w seconds, say so and fail:\n"
	"                  nobody sends a datagram again that was lost\n"
	"  -w, --wait=S    end after S seconds without connection or traffic\n"
	"  -z, --zero      only try which ports can be connected to\n"
	"  -v, --verbose   say who is connected\n";

static struct relay settings = {.idle_ms = WAIT_FOR_EVER};
static bool listens, keeps_on, only_tries, is_verbose;

static void
say(FILE *to, const struct sockaddr_in *peer, const char *what)
{
	char name[ADDRESS_TEXT_SIZE];

	fprintf(to, "%s %s\n", format_endpoint(name, peer), what);
}

static void
serve(uint16_t port)
{
	int listener = -1;

	do {
		struct sockaddr_in client;

		if (listener < 0)
			listener = open_listener(port, settings.is_udp);
		if (listener < 0)
			return;
		settings.fd = take_client(listener, settings.is_udp, settings.idle_ms, &client);
		if (settings.fd < 0)
			return;
		if (is_verbose)
			say(stderr, &client, "connected");
		/* A listener that serves no other client turns them away instead of letting them wait. */
		if (!keeps_on && settings.fd != listener)
			close(listener);
		relay(&settings);
		close(settings.fd);
		if (settings.fd == listener)
			listener = -1;
	} while (keeps_on);
}

static void
call(const char *host, uint16_t port)
{
	struct sockaddr_in addresses[ADDRESSES_MAX];
	int count = addresses_of(host, port, addresses);

	if (count < 0)
		return;
	settings.fd = connect_out(addresses, count, settings.is_udp, settings.idle_ms);
	if (settings.fd < 0)
		return;
	if (is_verbose)
		say(stderr, &addresses[0], "connected");
	relay(&settings);
	close(settings.fd);
}

/* "80" or "20-25". */
static void
need_ports(const char *text, uint16_t *first, uint16_t *last)
{
	const char *dash = strchr(text, '-');
	char number[8];

	if (dash == NULL || dash == text || (size_t)(dash - text) >= sizeof(number)) {
		*first = *last = need_port(text, "tcp");
		return;
	}
	snprintf(number, sizeof(number), "%.*s", (int)(dash - text), text);
	*first = need_port(number, "tcp");
	*last = need_port(dash + 1, "tcp");
	if (*first > *last)
		bad_usage("'%s' ends before it begins", text);
}

/* Prints the ports that are open; the status tells whether any is. */
static int
try_ports(const char *host, char **ports)
{
	struct sockaddr_in addresses[ADDRESSES_MAX];
	bool is_any_open = false;

	if (addresses_of(host, 0, addresses) < 0)
		return STATUS_FAILED;
	for (; *ports != NULL; ports++) {
		uint16_t first, last;

		need_ports(*ports, &first, &last);
		for (unsigned port = first; port <= last; port++) {
			int fd;

			addresses[0].sin_port = htons((uint16_t)port);
			fd = dial(&addresses[0], settings.idle_ms);
			if (fd >= 0) {
				say(stdout, &addresses[0], "is open");
				is_any_open = true;
				close(fd);
			} else if (is_verbose) {
				complain_errno("port %u", port);
			}
		}
	}
	return is_any_open ? 0 : STATUS_FAILED;
}

int
main(int argc, char **argv)
{
	char **operands;
	int option, count;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		listens |= option == 'l';
		keeps_on |= option == 'k';
		only_tries |= option == 'z';
		is_verbose |= option == 'v';
		settings.is_udp |= option == 'u';
		settings.wants_answer |= option == 'a';
		if (option == 'w')
			settings.idle_ms = need_seconds_ms(option_value, "the wait");
	}
	count = tool_operands(&operands);
	if (settings.wants_answer && (listens || only_tries || settings.idle_ms == WAIT_FOR_EVER))
		bad_usage("-a is for a question to a port, and needs -w");
	if (only_tries && (listens || settings.is_udp))
		bad_usage("-z connects by TCP: not with -l or -u");
	if (keeps_on && !listens)
		bad_usage("-k is for -l");
	if (only_tries) {
		if (count < 2)
			bad_usage("it takes a host and ports");
		return try_ports(operands[0], operands + 1);
	}
	if (count != (listens ? 1 : 2))
		bad_usage(listens ? "it takes a port" : "it takes a host and a port");
	if (listens)
		serve(need_port(operands[0], settings.is_udp ? "udp" : "tcp"));
	else
		call(operands[0], need_port(operands[1], settings.is_udp ? "udp" : "tcp"));
	return tool_end();
}
