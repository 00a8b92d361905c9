/* Our sscanf beside the host's, on random formats and texts of few characters. */
#include "check.h"

#include <stdio.h>
#include <string.h>

int k_sscanf(const char *text, const char *format, ...);

#define ROOM 40
#define CONVERSIONS 3

/* What one call stores: enough room for any conversion at each place. */
struct results {
	union {
		char text[ROOM];
		long long number;
	} places[CONVERSIONS];
};

static void
random_text(char *text)
{
	static const char characters[] = "  \t-+0x1279afgz,";
	unsigned length = random_below(20);

	for (unsigned i = 0; i < length; i++)
		text[i] = characters[random_below(sizeof(characters) - 1)];
	text[length] = '\0';
}

/* Some of what may stand between conversions, then one. */
static void
add_conversion(char *format)
{
	static const char *const between[] = {"", " ", "", ",", "%%", "", "-"};
	static const char *const kinds[] = {"d", "i",  "u",   "x",   "o",      "s",     "c",
					    "n", "hd", "hhx", "lld", "[0-9x]", "[^ ,]", "[]a-g]"};
	unsigned kind = random_below(sizeof(kinds) / sizeof(kinds[0]));

	strcat(format, between[random_below(sizeof(between) / sizeof(between[0]))]);
	strcat(format, "%");
	if (kinds[kind][0] != 'n') {
		if (random_below(8) == 0)
			strcat(format, "*");
		/* Of too few characters for %5c hosts do not agree whether they match. */
		if (kinds[kind][0] != 'c' && random_below(2) == 0)
			snprintf(format + strlen(format), 8, "%u", 1 + random_below(6));
	}
	strcat(format, kinds[kind]);
}

int
check_scanf(unsigned cases)
{
	for (unsigned i = 0; i < cases; i++) {
		struct results ours;
		struct results hosts;
		char format[100] = "";
		char text[ROOM];
		int our_count;
		int host_count;

		random_text(text);
		for (int n = 0; n < CONVERSIONS; n++)
			add_conversion(format);
		memset(&ours, '~', sizeof(ours));
		memset(&hosts, '~', sizeof(hosts));
		our_count = k_sscanf(text, format, &ours.places[0], &ours.places[1], &ours.places[2]);
		host_count = sscanf(text, format, &hosts.places[0], &hosts.places[1], &hosts.places[2]);
		if (our_count != host_count || memcmp(&ours, &hosts, sizeof(ours)) != 0)
			differ("sscanf(\"%s\", \"%s\"): ours %d, the host's %d", text, format, our_count,
			       host_count);
	}
	return (int)cases;
}
