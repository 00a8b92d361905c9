/* ping: the command. See ping.h. */
#include <errno.h>
#include <netkit/address.h>
#include <netkit/wait.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <toolkit/clock.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "ping.h"

static const char usage[] =
	"Usage: ping [OPTION]... HOST\n"
	"Asks a host for echoes, one a second, until it is interrupted (^C), and tells what became of\n"
	"them. An answer that comes after the wait of -W is late; one that never comes is lost. The\n"
	"status is 1 when there was no answer at all.\n"
	"\n"
	"  -c, --count=N   N packets, then end\n"
	"  -i, --interval=S  one every S seconds, such as 0.01\n"
	"  -W, --wait=S    wait S seconds for an answer (1)\n"
	"  -s, --size=N    with N bytes of data (56)\n"
	"  -f, --flood     the next as soon as the last is answered, 1000 packets unless -c is given;\n"
	"                  prints dots for packets, and takes them back for answers\n"
	"  -q, --quiet     only the summary\n"
	"  -t, --ttl=N     with that time to live\n"
	"  -n, --numeric   addresses are printed as numbers, as they always are\n";

#define STATUS_NO_ANSWER 1
#define STATUS_TROUBLE 2
#define DEFAULT_SIZE 56u
#define DEFAULT_WAIT_MS 1000
#define DEFAULT_INTERVAL_MS 1000
#define FLOOD_COUNT 1000u
#define FLOOD_INTERVAL_MS 10 /* without an answer */
#define LEAST_INTERVAL_MS 10 /* but for root */
#define TTL_MAX 255u
#define MESSAGE_MAX (PROBE_HEAD + PROBE_DATA_MAX + 1u)
#define NEVER UINT64_MAX

static struct record record;
static struct sockaddr_in target;
static uint64_t count = NEVER;
static uint64_t interval_us = DEFAULT_INTERVAL_MS * US_PER_MS;
static uint64_t size = DEFAULT_SIZE;
static unsigned ttl;
static bool is_flood, is_quiet;
static int raw;
static uint16_t id;
static uint64_t answered_last = NEVER; /* its number among those sent */
static volatile sig_atomic_t is_interrupted;

static void
on_interrupt(int signal)
{
	(void)signal;
	is_interrupted = 1;
}

static void
open_socket(void)
{
	int value = (int)ttl;

	raw = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP);
	if (raw < 0)
		give_up(STATUS_TROUBLE, "a socket for ICMP: %s", strerror(errno));
	if (ttl > 0 && setsockopt(raw, IPPROTO_IP, IP_TTL, &value, sizeof(value)) != 0)
		give_up(STATUS_TROUBLE, "a time to live of %u: %s", ttl, strerror(errno));
	/* Only the raw socket is root's matter. */
	if (setuid(getuid()) != 0)
		give_up(STATUS_TROUBLE, "the rights of the user: %s", strerror(errno));
}

static void
find_target(const char *host)
{
	struct sockaddr_in addresses[ADDRESSES_MAX];
	int found = find_addresses(host, 0, addresses);

	if (found < 0)
		give_up(STATUS_TROUBLE, "%s: %s", host, lookup_error(found));
	target = addresses[0];
}

/* A packet that finds no way is one that is lost, and said to be. */
static void
send_probe(void)
{
	static uint8_t message[MESSAGE_MAX];
	uint16_t sequence = record_sent(&record, clock_us());

	probe_write(message, id, sequence, (size_t)size);
	if (sendto(raw, message, PROBE_HEAD + (size_t)size, MSG_DONTWAIT,
		   (const struct sockaddr *)&target, sizeof(target)) < 0) {
		record.errors++;
		if (!is_quiet)
			printf("icmp_seq=%u: not sent: %s\n", sequence, strerror(errno));
	} else if (is_flood && !is_quiet) {
		putchar('.');
	}
	fflush(stdout);
}

static void
print_answer(const struct probe *probe, const char *from, uint64_t time_us, enum answer answer)
{
	char time[MS_TEXT_SIZE];

	if (is_quiet)
		return;
	if (is_flood)
		fputs(answer == ANSWER_DUPLICATE ? "+" : "\b \b", stdout);
	else
		printf("%llu bytes from %s: icmp_seq=%u time=%s ms%s\n",
		       (unsigned long long)(size + PROBE_HEAD), from, probe->sequence,
		       format_ms(time, time_us),
		       answer == ANSWER_DUPLICATE ? " (DUP!)" : answer == ANSWER_LATE ? " (late)" : "");
}

static void
take_message(const uint8_t *message, size_t length, const struct sockaddr_in *from)
{
	struct probe probe = probe_read(message, length, id, (size_t)size);
	char name[ADDRESS_TEXT_SIZE];
	enum answer answer;
	uint64_t time_us;

	format_address(name, from->sin_addr);
	if (probe.kind == PROBE_REPLY) {
		answer = record_answer(&record, probe.sequence, clock_us(), &time_us);
		if (answer == ANSWER_UNKNOWN)
			return;
		if (probe.sequence == (uint16_t)(record.sent - 1))
			answered_last = record.sent;
		print_answer(&probe, name, time_us, answer);
	} else if (probe.kind == PROBE_DAMAGED) {
		record.damaged++;
		if (!is_quiet)
			printf("from %s: icmp_seq=%u: damaged\n", name, probe.sequence);
	} else if (probe.kind == PROBE_ERROR) {
		record.errors++;
		if (!is_quiet)
			printf("from %s: icmp_seq=%u: %s\n", name, probe.sequence, probe.error);
	}
	fflush(stdout);
}

/* Takes what has come, and waits for more no longer than until then. */
static void
receive_until(uint64_t until_us)
{
	static uint8_t message[MESSAGE_MAX];
	struct sockaddr_in from;
	socklen_t from_length = sizeof(from);
	uint64_t now = clock_us();
	/* Rounded up: a wait that ends just before its time would be followed by others of no time. */
	uint64_t wait_ms = now < until_us ? (until_us - now + US_PER_MS - 1) / US_PER_MS : 0;
	struct pollfd watched = {.fd = raw, .events = POLLIN};
	ssize_t got;

	if (poll(&watched, 1, (int)wait_ms) <= 0)
		return;
	got = recvfrom(raw, message, sizeof(message), MSG_DONTWAIT, (struct sockaddr *)&from,
		       &from_length);
	if (got >= 0)
		take_message(message, (size_t)got, &from);
	else if (errno != EAGAIN && errno != EINTR && !is_quiet)
		printf("not received: %s\n", strerror(errno));
}

/* When the next packet may go: in a flood as soon as the last one is answered. */
static uint64_t
next_time_us(uint64_t sent_us)
{
	return is_flood && answered_last == record.sent ? sent_us : sent_us + interval_us;
}

static void
ask(void)
{
	uint64_t next_us = clock_us();
	uint64_t end_us;

	while (record.sent < count && !is_interrupted) {
		uint64_t planned_us = next_us;

		send_probe();
		/* By plan: slow printing does not stretch the intervals; but late ones don't pile up. */
		if (clock_us() > planned_us + interval_us)
			planned_us = clock_us();
		for (;;) {
			next_us = next_time_us(planned_us);
			if (record.sent == count || is_interrupted || clock_us() >= next_us)
				break;
			receive_until(next_us);
		}
	}
	end_us = clock_us() + record.late_us;
	while (!is_interrupted && record.received < record.sent && clock_us() < end_us)
		receive_until(end_us);
}

static void
take_options(void)
{
	bool has_interval = false;
	int option;

	while ((option = tool_option()) != OPTION_END) {
		is_flood |= option == 'f';
		is_quiet |= option == 'q';
		has_interval |= option == 'i';
		if (option == 'c')
			count = need_number(option_value, "the count");
		else if (option == 'i')
			interval_us = (uint64_t)need_seconds_ms(option_value, "the interval") * US_PER_MS;
		else if (option == 'W')
			record.late_us = (uint64_t)need_seconds_ms(option_value, "the wait") * US_PER_MS;
		else if (option == 's')
			size = need_size(option_value, "the size");
		else if (option == 't')
			ttl = (unsigned)need_number(option_value, "the time to live");
	}
	if (is_flood && !has_interval)
		interval_us = FLOOD_INTERVAL_MS * US_PER_MS;
	if (is_flood && count == NEVER)
		count = FLOOD_COUNT;
	if (size > PROBE_DATA_MAX)
		bad_usage("there can be at most %u bytes of data", PROBE_DATA_MAX);
	if (ttl > TTL_MAX)
		bad_usage("the time to live can be at most %u", TTL_MAX);
	if (getuid() != 0 && (is_flood || interval_us < LEAST_INTERVAL_MS * US_PER_MS))
		bad_usage("only root may send more than one packet every %d ms", LEAST_INTERVAL_MS);
}

int
main(int argc, char **argv)
{
	struct sigaction action = {.sa_handler = on_interrupt};
	uint64_t began_us;
	char **hosts;
	char name[ADDRESS_TEXT_SIZE];

	tool_set_usage_status(STATUS_TROUBLE);
	record.late_us = DEFAULT_WAIT_MS * US_PER_MS;
	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	take_options();
	if (tool_operands(&hosts) != 1)
		bad_usage("which host?");
	open_socket();
	find_target(hosts[0]);
	sigaction(SIGINT, &action, NULL);
	id = (uint16_t)getpid();
	printf("PING %s (%s): %llu bytes of data\n", hosts[0], format_address(name, target.sin_addr),
	       (unsigned long long)size);
	began_us = clock_us();
	ask();
	record_print(&record, hosts[0], clock_us() - began_us);
	if (tool_end() != 0)
		return STATUS_TROUBLE;
	return record.received > 0 ? 0 : STATUS_NO_ANSWER;
}
