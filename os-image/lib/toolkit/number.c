/* See <toolkit/number.h>. */
#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>

#define ALL_MODE_BITS 07777
#define US_PER_S 1000000u

/* Returns what follows the digits, or NULL when there are none or too many. */
static const char *
read_digits(const char *text, uint64_t *value)
{
	const char *at = text;

	for (*value = 0; isdigit((unsigned char)*at); at++) {
		unsigned digit = (unsigned)(*at - '0');

		if (*value > (UINT64_MAX - digit) / 10)
			return NULL;
		*value = *value * 10 + digit;
	}
	return at == text ? NULL : at;
}

bool
parse_number(const char *text, uint64_t *value)
{
	const char *end = read_digits(text, value);

	return end != NULL && *end == '\0';
}

bool
parse_size(const char *text, uint64_t *value)
{
	static const struct {
		const char *suffix;
		uint64_t factor;
	} units[] = {
		{"", 1}, {"c", 1}, {"w", 2}, {"b", 512},
		{"kB", 1000}, {"K", 1 << 10}, {"k", 1 << 10}, {"KiB", 1 << 10},
		{"MB", 1000000}, {"M", 1 << 20}, {"MiB", 1 << 20},
		{"GB", 1000000000}, {"G", 1 << 30}, {"GiB", 1 << 30},
	};
	const char *end = read_digits(text, value);

	if (end == NULL)
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(end, units[i].suffix) != 0)
			continue;
		if (*value > UINT64_MAX / units[i].factor)
			return false;
		*value *= units[i].factor;
		return true;
	}
	return false;
}

uint64_t
need_number(const char *text, const char *what)
{
	uint64_t value;

	if (!parse_number(text, &value))
		bad_usage("%s has to be a number, not '%s'", what, text);
	return value;
}

uint64_t
need_size(const char *text, const char *what)
{
	uint64_t value;

	if (!parse_size(text, &value))
		bad_usage("%s has to be a number such as 512 or 64K, not '%s'", what, text);
	return value;
}

bool
parse_octal_mode(const char *text, unsigned *mode)
{
	const char *at = text;

	for (*mode = 0; *at >= '0' && *at <= '7'; at++) {
		*mode = *mode * 8 + (unsigned)(*at - '0');
		if (*mode > ALL_MODE_BITS)
			return false;
	}
	return at != text && *at == '\0';
}

static unsigned
seconds_in_unit(const char *unit)
{
	if (unit[0] != '\0' && unit[1] != '\0')
		return 0;
	switch (unit[0]) {
	case '\0':
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 60 * 60;
	case 'd':
		return 24 * 60 * 60;
	default:
		return 0;
	}
}

bool
parse_duration(const char *text, uint64_t *duration_us)
{
	uint64_t seconds = 0, fraction_us = 0;
	const char *at = text;
	unsigned unit_s;

	if (*at != '.')
		at = read_digits(at, &seconds);
	if (at == NULL)
		return false;
	if (*at == '.') {
		uint64_t place_us = US_PER_S / 10;

		if (at == text && !isdigit((unsigned char)at[1]))
			return false;
		for (at++; isdigit((unsigned char)*at); at++, place_us /= 10)
			fraction_us += place_us * (unsigned)(*at - '0');
	}
	unit_s = seconds_in_unit(at);
	if (unit_s == 0 || seconds > UINT64_MAX / US_PER_S / unit_s - 1)
		return false;
	*duration_us = (seconds * US_PER_S + fraction_us) * unit_s;
	return true;
}
