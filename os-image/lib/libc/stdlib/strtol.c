/*
 * Numbers from text. All of the family share one scan: spaces, sign, an
 * optional prefix of base 8 or 16, digits. Out of range gives the nearest value
 * and ERANGE; a base outside 0 and 2..36 gives 0 and EINVAL.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#define NOT_A_DIGIT 99
#define BASE_MAX 36

/* Below this a further digit of any base fits, which spares a division of 64 bits a digit. */
#define SURELY_FITS (ULLONG_MAX / BASE_MAX - 1)

struct scan {
	unsigned long long magnitude;
	int negative;
	int overflow;
};

static int
digit_value(char character)
{
	if (isdigit((unsigned char)character))
		return character - '0';
	if (isalpha((unsigned char)character))
		return tolower((unsigned char)character) - 'a' + 10;
	return NOT_A_DIGIT;
}

static int
has_hex_prefix(const char *at)
{
	return at[0] == '0' && (at[1] == 'x' || at[1] == 'X') && digit_value(at[2]) < 16;
}

static struct scan
scan_number(const char *text, char **end, int base)
{
	struct scan scan = {0};
	const char *at = text;
	const char *digits;

	if (end != NULL)
		*end = (char *)text;
	if (base < 0 || base == 1 || base > BASE_MAX) {
		errno = EINVAL;
		return scan;
	}
	while (isspace((unsigned char)*at))
		at++;
	if (*at == '-' || *at == '+')
		scan.negative = *at++ == '-';
	if ((base == 0 || base == 16) && has_hex_prefix(at)) {
		base = 16;
		at += 2;
	} else if (base == 0) {
		base = *at == '0' ? 8 : 10;
	}
	for (digits = at; digit_value(*at) < base; at++) {
		unsigned digit = (unsigned)digit_value(*at);

		if (scan.magnitude >= SURELY_FITS &&
		    scan.magnitude > (ULLONG_MAX - digit) / (unsigned)base)
			scan.overflow = 1;
		else
			scan.magnitude = scan.magnitude * (unsigned)base + digit;
	}
	if (end != NULL && at > digits)
		*end = (char *)at;
	return scan;
}

/* max is the largest positive value; the smallest is -max - 1. */
static long long
to_signed(const struct scan *scan, unsigned long long max)
{
	unsigned long long limit = max + (unsigned)scan->negative;

	if (scan->overflow || scan->magnitude > limit) {
		errno = ERANGE;
		return (long long)(scan->negative ? 0 - limit : limit);
	}
	return (long long)(scan->negative ? 0 - scan->magnitude : scan->magnitude);
}

static unsigned long long
to_unsigned(const struct scan *scan, unsigned long long max)
{
	if (scan->overflow || scan->magnitude > max) {
		errno = ERANGE;
		return max;
	}
	return scan->negative ? 0 - scan->magnitude : scan->magnitude;
}

long
strtol(const char *restrict text, char **restrict end, int base)
{
	struct scan scan = scan_number(text, end, base);

	return (long)to_signed(&scan, LONG_MAX);
}

long long
strtoll(const char *restrict text, char **restrict end, int base)
{
	struct scan scan = scan_number(text, end, base);

	return to_signed(&scan, LLONG_MAX);
}

unsigned long
strtoul(const char *restrict text, char **restrict end, int base)
{
	struct scan scan = scan_number(text, end, base);

	return (unsigned long)to_unsigned(&scan, ULONG_MAX);
}

unsigned long long
strtoull(const char *restrict text, char **restrict end, int base)
{
	struct scan scan = scan_number(text, end, base);

	return to_unsigned(&scan, ULLONG_MAX);
}

int
atoi(const char *text)
{
	return (int)strtol(text, NULL, 10);
}

long
atol(const char *text)
{
	return strtol(text, NULL, 10);
}

long long
atoll(const char *text)
{
	return strtoll(text, NULL, 10);
}
