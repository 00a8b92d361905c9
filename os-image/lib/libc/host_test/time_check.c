/*
 * Our calendar beside the host's, over times of some ten thousand years. The
 * fields that C names come first in the host's struct tm, in our order.
 */
#include "check.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

struct tm *k_gmtime_r(const time_t *seconds, struct tm *fields);
time_t k_timegm(struct tm *fields);
time_t k_mktime(struct tm *fields);
size_t k_strftime(char *text, size_t size, const char *format, const struct tm *fields);

#define FIELDS_SIZE (9 * sizeof(int))
#define ROOM 100

static const char *const formats[] = {"%a %A %b %B %c", "%C|%d|%D|%e|%F", "%g|%G|%h|%H|%I|%j",
				      "%m|%M|%p|%r|%R|%s", "%S|%T|%u|%U|%V|%w|%W",
				      "%x|%X|%y|%Y|%z|%%|%n|%t"};

static int64_t
random_time(void)
{
	static const int64_t edges[] = {0,          -1,          951782400, 951868800,
					4107542400, -2208988800, 1767225599};

	if (random_below(10) == 0)
		return edges[random_below(sizeof(edges) / sizeof(edges[0]))];
	/* Years from 1000 to 9999, whose numbers all hosts print alike. */
	return -30610224000 + (int64_t)(random_bits() % 284012568000u);
}

static void
compare_texts(const struct tm *fields)
{
	char ours[ROOM];
	char hosts[ROOM];
	const char *format = formats[random_below(sizeof(formats) / sizeof(formats[0]))];
	size_t size = random_below(2) ? ROOM : random_below(ROOM);
	size_t our_length = k_strftime(ours, size, format, fields);
	size_t host_length = strftime(hosts, size, format, fields);

	if (our_length != host_length || (our_length > 0 && strcmp(ours, hosts) != 0))
		differ("strftime \"%s\" in %zu bytes: ours \"%s\", the host's \"%s\"", format, size,
		       our_length > 0 ? ours : "", host_length > 0 ? hosts : "");
}

/* Fields out of range are put right. */
static void
compare_normalized(struct tm fields)
{
	struct tm hosts;
	time_t our_time;
	time_t host_time;

	fields.tm_mon += (int)random_below(100) - 50;
	fields.tm_mday += (int)random_below(1000) - 500;
	fields.tm_hour += (int)random_below(1000) - 500;
	fields.tm_min -= (int)random_below(100000);
	fields.tm_sec += (int)random_below(1000000);
	hosts = fields;
	our_time = random_below(2) ? k_timegm(&fields) : k_mktime(&fields);
	host_time = timegm(&hosts);
	if (our_time != host_time || memcmp(&fields, &hosts, FIELDS_SIZE) != 0)
		differ("timegm: ours %lld, the host's %lld", (long long)our_time, (long long)host_time);
}

int
check_time(unsigned cases)
{
	for (unsigned i = 0; i < cases; i++) {
		time_t seconds = random_time();
		struct tm ours = {0};
		struct tm hosts;

		k_gmtime_r(&seconds, &ours);
		gmtime_r(&seconds, &hosts);
		if (memcmp(&ours, &hosts, FIELDS_SIZE) != 0)
			differ("gmtime(%lld)", (long long)seconds);
		compare_texts(&hosts);
		compare_normalized(hosts);
	}
	return (int)cases;
}
