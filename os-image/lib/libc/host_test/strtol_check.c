/* Our strtol family beside the host's: value, end and errno. */
#include "check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

long k_strtol(const char *text, char **end, int base);
unsigned long k_strtoul(const char *text, char **end, int base);
long long k_strtoll(const char *text, char **end, int base);
unsigned long long k_strtoull(const char *text, char **end, int base);

int k_errno;

#define COMPARE(function, text, base)                                                              \
	do {                                                                                       \
		char *our_end = NULL;                                                              \
		char *host_end = NULL;                                                             \
		k_errno = 0;                                                                       \
		errno = 0;                                                                         \
		long long ours = (long long)k_##function(text, &our_end, base);                    \
		long long hosts = (long long)function(text, &host_end, base);                      \
		if (ours != hosts || our_end != host_end || (k_errno == ERANGE) != (errno == ERANGE)) \
			differ(#function "(\"%s\", %d): ours %lld, the host's %lld", text, base, ours, \
			       hosts);                                                             \
	} while (0)

static void
compare_all(const char *text, int base)
{
	COMPARE(strtol, text, base);
	COMPARE(strtoul, text, base);
	COMPARE(strtoll, text, base);
	COMPARE(strtoull, text, base);
}

static const char *const table[] = {
	"0", "1", "-1", "+7", "  \t\n42", "0x1f", "0X1F", "-0x10", "0x", "0xg", "x", "", " ", "-", "+-1",
	"010", "08", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967295", "4294967296",
	"9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
	"18446744073709551615", "18446744073709551616", "99999999999999999999999", "-99999999999999999999999",
	"zz", "ZZ", "10 20", "12a", "0777", "1e5",
};

/* Digits and what may stand around them, in any order; never "0b", which newer hosts know. */
static void
random_text(char *text)
{
	static const char characters[] = " +-0123456789xXacfz";
	unsigned length = random_below(24);

	for (unsigned i = 0; i < length; i++)
		text[i] = characters[i < 3 ? random_below(sizeof(characters) - 1)
					   : 3 + random_below(10 + 6)];
	text[length] = '\0';
}

int
check_strtol(unsigned cases)
{
	static const int bases[] = {0, 2, 8, 10, 16, 36};
	int looked_at = 0;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		for (size_t b = 0; b < sizeof(bases) / sizeof(bases[0]); b++, looked_at++)
			compare_all(table[i], bases[b]);
	for (unsigned i = 0; i < cases; i++, looked_at++) {
		char text[32];

		random_text(text);
		compare_all(text, bases[random_below(sizeof(bases) / sizeof(bases[0]))]);
	}
	return looked_at;
}
