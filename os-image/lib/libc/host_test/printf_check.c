/* Our snprintf beside the host's. */
#include "check.h"

#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

int k_snprintf(char *buffer, size_t size, const char *format, ...);

#define ROOM 200

static char ours[ROOM];
static char hosts[ROOM];
static int looked_at;

static void
compare(const char *format, size_t size, int our_length, int host_length)
{
	looked_at++;
	if (our_length != host_length || (size > 0 && memcmp(ours, hosts, ROOM) != 0))
		differ("\"%s\" in %zu bytes: ours \"%s\" (%d), the host's \"%s\" (%d)", format, size, ours,
		       our_length, hosts, host_length);
}

#define COMPARE_IN(size, format, ...)                                                              \
	do {                                                                                       \
		memset(ours, '~', ROOM - 1);                                                       \
		memset(hosts, '~', ROOM - 1);                                                      \
		int our_length = k_snprintf(ours, size, format, __VA_ARGS__);                      \
		int host_length = snprintf(hosts, size, format, __VA_ARGS__);                      \
		compare(format, size, our_length, host_length);                                    \
	} while (0)

#define COMPARE(format, ...) COMPARE_IN(ROOM, format, __VA_ARGS__)

static void
compare_table(void)
{
	static const int numbers[] = {0, 1, -1, 9, 10, 42, -42, 255, 65536, INT_MAX, INT_MIN};
	static const char *const texts[] = {"", "x", "text", "a longer text with words"};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		COMPARE("%d", numbers[i]);
		COMPARE("%i|%5d|%-5d|%05d", numbers[i], numbers[i], numbers[i], numbers[i]);
		COMPARE("%+d % d %+5.3d", numbers[i], numbers[i], numbers[i]);
		COMPARE("%.0d|%.d|%5.0d", numbers[i], numbers[i], numbers[i]);
		COMPARE("%u %o %x %X", (unsigned)numbers[i], (unsigned)numbers[i], (unsigned)numbers[i],
			(unsigned)numbers[i]);
		COMPARE("%#o %#x %#X %#.3o", (unsigned)numbers[i], (unsigned)numbers[i],
			(unsigned)numbers[i], (unsigned)numbers[i]);
		COMPARE("%#010x|%-#10x|%#.8x", (unsigned)numbers[i], (unsigned)numbers[i],
			(unsigned)numbers[i]);
		COMPARE("%ld %lld %zd %td %jd", (long)numbers[i], (long long)numbers[i],
			(ssize_t)numbers[i], (ptrdiff_t)numbers[i], (intmax_t)numbers[i]);
		COMPARE("%hd %hhd", (short)numbers[i], (signed char)numbers[i]);
	}
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		COMPARE("[%s] [%10s] [%-10s] [%.3s] [%10.2s]", texts[i], texts[i], texts[i], texts[i],
			texts[i]);
		for (size_t size = 0; size < 12; size++)
			COMPARE_IN(size, "%s!%d", texts[i], 12345);
	}
	COMPARE("%c%c%5c%-5c|", 'a', '\0', 'b', 'c');
	COMPARE("%%|%*d|%-*d|%.*d|%*d", 7, 1, 7, 2, 3, 4, -6, 5);
	COMPARE("%.*s|%.*s", 2, "text", -1, "text");
	COMPARE("%llu %lld %llx", ULLONG_MAX, LLONG_MIN, ULLONG_MAX);
	COMPARE("%p", (void *)hosts);
}

/* A conversion of random parts; only combinations that C11 defines. */
static void
compare_random(void)
{
	static const char *const lengths[] = {"hh", "h", "", "l", "ll", "j", "z", "t"};
	static const char kinds[] = "diuoxXcs";
	char kind = kinds[random_below(sizeof(kinds) - 1)];
	int is_number = kind != 'c' && kind != 's';
	unsigned length = random_below(8);
	uint64_t value = random_bits() >> random_below(64);
	size_t size = random_below(3) == 0 ? random_below(20) : ROOM;
	char format[64] = "<%";

	if (random_below(2))
		strcat(format, "-");
	if (is_number && random_below(2))
		strcat(format, "0");
	if ((kind == 'd' || kind == 'i') && random_below(2))
		strcat(format, random_below(2) ? "+" : " ");
	if (strchr("oxX", kind) != NULL && random_below(2))
		strcat(format, "#");
	if (random_below(2))
		snprintf(format + strlen(format), 8, "%u", 1 + random_below(30));
	if (kind != 'c' && random_below(2))
		snprintf(format + strlen(format), 8, ".%u", random_below(30));
	if (is_number)
		strcat(format, lengths[length]);
	snprintf(format + strlen(format), 3, "%c>", kind);

	if (kind == 's')
		COMPARE_IN(size, format, &"random texts of some length"[value % 27]);
	else if (kind == 'c')
		COMPARE_IN(size, format, (int)(value % 256));
	else if (length <= 2)
		COMPARE_IN(size, format, (int)value);
	else if (length == 3)
		COMPARE_IN(size, format, (long)value);
	else if (length == 4)
		COMPARE_IN(size, format, (long long)value);
	else if (length == 5)
		COMPARE_IN(size, format, (intmax_t)value);
	else
		COMPARE_IN(size, format, (size_t)value);
}

int
check_printf(unsigned cases)
{
	compare_table();
	for (unsigned i = 0; i < cases; i++)
		compare_random();
	return looked_at;
}
