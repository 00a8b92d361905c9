/*
 * scanf's language: %[*][width][length]conversion with the lengths hh h l ll j z t
 * and the conversions d i u o x X p c s [ n %. Blanks in the format match any
 * blanks, other characters themselves.
 */
#include "scan.h"

#include <ctype.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define NO_WIDTH INT_MAX
#define BASE_ANY 0
#define SET_WORDS 8

enum length { LENGTH_INT, LENGTH_CHAR, LENGTH_SHORT, LENGTH_LONG, LENGTH_LONG_LONG, LENGTH_MAX,
	      LENGTH_SIZE };

struct conversion {
	int is_suppressed;
	int width;
	enum length length;
};

/* va_arg needs the list itself. */
struct scan {
	struct scan_source *source;
	long long taken; /* bytes so far, for %n */
	va_list arguments;
};

enum outcome { STORED, MISMATCH, ENDED };

static int
get(struct scan *scan)
{
	int byte = scan->source->get(scan->source);

	scan->taken += byte != EOF;
	return byte;
}

static void
unget(struct scan *scan, int byte)
{
	if (byte == EOF)
		return;
	scan->source->unget(scan->source, byte);
	scan->taken--;
}

/* Skips blanks; 0 when the input ended. */
static int
skip_blanks(struct scan *scan)
{
	int byte;

	do {
		byte = get(scan);
	} while (byte != EOF && isspace(byte));
	unget(scan, byte);
	return byte != EOF;
}

static void
store(struct scan *scan, enum length length, uintmax_t value)
{
	switch (length) {
	case LENGTH_CHAR:
		*va_arg(scan->arguments, unsigned char *) = (unsigned char)value;
		break;
	case LENGTH_SHORT:
		*va_arg(scan->arguments, unsigned short *) = (unsigned short)value;
		break;
	case LENGTH_LONG:
		*va_arg(scan->arguments, unsigned long *) = (unsigned long)value;
		break;
	case LENGTH_LONG_LONG:
		*va_arg(scan->arguments, unsigned long long *) = value;
		break;
	case LENGTH_MAX:
		*va_arg(scan->arguments, uintmax_t *) = value;
		break;
	case LENGTH_SIZE:
		*va_arg(scan->arguments, size_t *) = (size_t)value;
		break;
	default:
		*va_arg(scan->arguments, unsigned *) = (unsigned)value;
		break;
	}
}

static unsigned
digit_value(int byte)
{
	if (isdigit(byte))
		return (unsigned)(byte - '0');
	if (isxdigit(byte))
		return (unsigned)(tolower(byte) - 'a' + 10);
	return UINT_MAX;
}

/* A number in parts: what was read of it is gone even if no digit follows. */
static enum outcome
scan_number(struct scan *scan, const struct conversion *conversion, unsigned base)
{
	int left = conversion->width;
	uintmax_t value = 0;
	int is_negative = 0;
	int has_digits = 0;
	int byte;

	if (!skip_blanks(scan))
		return ENDED;
	byte = get(scan);
	if (byte == '+' || byte == '-') {
		is_negative = byte == '-';
		byte = --left > 0 ? get(scan) : EOF;
	}
	if (byte == '0' && (base == BASE_ANY || base == 16)) {
		has_digits = 1;
		byte = --left > 0 ? get(scan) : EOF;
		if (byte == 'x' || byte == 'X') {
			base = 16;
			has_digits = 0;
			byte = --left > 0 ? get(scan) : EOF;
		} else if (base == BASE_ANY) {
			base = 8;
		}
	}
	if (base == BASE_ANY)
		base = 10;
	while (digit_value(byte) < base) {
		has_digits = 1;
		value = value * base + digit_value(byte);
		byte = --left > 0 ? get(scan) : EOF;
	}
	if (left > 0)
		unget(scan, byte);
	if (!has_digits)
		return MISMATCH;
	if (!conversion->is_suppressed)
		store(scan, conversion->length, is_negative ? 0 - value : value);
	return STORED;
}

/* Characters of a set, as bits. */
struct byte_set {
	uint32_t bits[SET_WORDS];
};

static void
set_add(struct byte_set *set, unsigned first, unsigned last)
{
	for (unsigned byte = first; byte <= last; byte++)
		set->bits[byte / 32] |= 1u << (byte % 32);
}

static int
set_has(const struct byte_set *set, int byte)
{
	return (set->bits[byte / 32] >> (byte % 32) & 1u) != 0;
}

/* What stands between "%[" and "]"; returns what follows, or NULL when there is no "]". */
static const char *
parse_set(const char *at, struct byte_set *set)
{
	int is_negated = *at == '^';
	const char *start;

	memset(set, 0, sizeof(*set));
	at += is_negated;
	for (start = at; *at != ']' || at == start; at++) {
		unsigned first = (unsigned char)at[0];
		unsigned last = first;

		if (first == '\0')
			return NULL;
		if (at[1] == '-' && at[2] != ']' && at[2] != '\0') {
			at += 2;
			last = (unsigned char)*at;
		}
		set_add(set, first, last);
	}
	if (is_negated)
		for (int i = 0; i < SET_WORDS; i++)
			set->bits[i] = ~set->bits[i];
	return at + 1;
}

/* Up to width characters of the set; with a NUL unless they are %c's. */
static enum outcome
scan_characters(struct scan *scan, const struct conversion *conversion, const struct byte_set *set,
		int is_text)
{
	char *to = conversion->is_suppressed ? NULL : va_arg(scan->arguments, char *);
	int count = 0;
	int byte = EOF;

	while (count < conversion->width) {
		byte = get(scan);
		if (byte == EOF)
			break;
		if (!set_has(set, byte)) {
			unget(scan, byte);
			break;
		}
		if (to != NULL)
			to[count] = (char)byte;
		count++;
	}
	if (count == 0 || (!is_text && count < conversion->width))
		return byte == EOF ? ENDED : MISMATCH;
	if (to != NULL && is_text)
		to[count] = '\0';
	return STORED;
}

static enum outcome
scan_word(struct scan *scan, const struct conversion *conversion)
{
	static const char blanks[] = " \t\n\v\f\r";
	struct byte_set set;

	if (!skip_blanks(scan))
		return ENDED;
	memset(&set, 0xff, sizeof(set));
	for (const char *blank = blanks; *blank != '\0'; blank++)
		set.bits[(unsigned char)*blank / 32] &= ~(1u << (*blank % 32));
	return scan_characters(scan, conversion, &set, 1);
}

/* Moves *at behind the conversion, whose letter it returns. */
static char
parse_conversion(const char **at, struct conversion *conversion)
{
	conversion->is_suppressed = **at == '*';
	*at += conversion->is_suppressed;
	conversion->width = 0;
	for (; isdigit((unsigned char)**at); ++*at)
		if (conversion->width < INT_MAX / 10 - 1)
			conversion->width = conversion->width * 10 + (**at - '0');
	conversion->length = LENGTH_INT;
	switch (**at) {
	case 'h':
		conversion->length = (*at)[1] == 'h' ? LENGTH_CHAR : LENGTH_SHORT;
		break;
	case 'l':
		conversion->length = (*at)[1] == 'l' ? LENGTH_LONG_LONG : LENGTH_LONG;
		break;
	case 'j':
		conversion->length = LENGTH_MAX;
		break;
	case 'z':
	case 't':
		conversion->length = LENGTH_SIZE;
		break;
	default:
		break;
	}
	if (conversion->length == LENGTH_CHAR || conversion->length == LENGTH_LONG_LONG)
		*at += 2;
	else if (conversion->length != LENGTH_INT)
		++*at;
	return **at == '\0' ? '\0' : *(*at)++;
}

/* One conversion; *format is behind its letter. */
static enum outcome
convert(struct scan *scan, char kind, struct conversion *conversion, const char **format)
{
	struct byte_set set;
	int byte;

	if (conversion->width == 0)
		conversion->width = kind == 'c' ? 1 : NO_WIDTH;
	switch (kind) {
	case 'd':
	case 'u':
		return scan_number(scan, conversion, 10);
	case 'i':
		return scan_number(scan, conversion, BASE_ANY);
	case 'o':
		return scan_number(scan, conversion, 8);
	case 'p':
		conversion->length = LENGTH_SIZE;
		return scan_number(scan, conversion, 16);
	case 'x':
	case 'X':
		return scan_number(scan, conversion, 16);
	case 's':
		return scan_word(scan, conversion);
	case 'c':
		memset(&set, 0xff, sizeof(set));
		return scan_characters(scan, conversion, &set, 0);
	case '[':
		*format = parse_set(*format, &set);
		return *format == NULL ? MISMATCH : scan_characters(scan, conversion, &set, 1);
	case '%':
		if (!skip_blanks(scan))
			return ENDED;
		byte = get(scan);
		if (byte == '%')
			return STORED;
		unget(scan, byte);
		return MISMATCH;
	default:
		return MISMATCH;
	}
}

/* A character of the format that is no conversion. */
static enum outcome
match(struct scan *scan, char wanted)
{
	int byte;

	if (isspace((unsigned char)wanted)) {
		skip_blanks(scan);
		return STORED;
	}
	byte = get(scan);
	if (byte == (unsigned char)wanted)
		return STORED;
	unget(scan, byte);
	return byte == EOF ? ENDED : MISMATCH;
}

int
scan_text(struct scan_source *source, const char *format, va_list list)
{
	struct scan scan = {.source = source};
	enum outcome outcome = STORED;
	int count = 0;

	va_copy(scan.arguments, list);
	while (*format != '\0' && outcome == STORED) {
		struct conversion conversion;
		char kind;

		if (*format++ != '%') {
			outcome = match(&scan, format[-1]);
			continue;
		}
		kind = parse_conversion(&format, &conversion);
		if (kind == 'n') {
			if (!conversion.is_suppressed)
				store(&scan, conversion.length, (uintmax_t)scan.taken);
			continue;
		}
		outcome = convert(&scan, kind, &conversion, &format);
		if (outcome == STORED && kind != '%')
			count += !conversion.is_suppressed;
	}
	va_end(scan.arguments);
	return outcome == ENDED && count == 0 ? EOF : count;
}
