/*
 * printf: the format is used again while arguments are left; a missing argument
 * is an empty string or 0. Conversions d i o u x X c s b %, with flags, width
 * and precision (also as *). There is no floating point.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <shellutil/shellutil.h>

#include "complain.h"
#include "escape.h"

#define STATUS_BAD_ARGUMENT 1
#define STATUS_USAGE 2
#define SIZE_LIMIT 1000000 /* of a width or a precision */
#define SPEC_MAX 32 /* "%", every flag once, "*.*", length and conversion */

struct printer {
	const char *program;
	const struct util_host *host;
	char **arguments; /* the next one */
	int consumed;     /* whether this round took an argument */
	int stop;         /* \c was printed, or the format makes no sense */
	int status;
};

static const char *
next_argument(struct printer *p)
{
	if (*p->arguments == NULL)
		return NULL;
	p->consumed = 1;
	return *p->arguments++;
}

static void
bad_number(struct printer *p, const char *text, const char *why)
{
	util_complain(p->host, p->program, "%s: %s", text, why);
	p->status = STATUS_BAD_ARGUMENT;
}

/* A C integer constant with a sign, or a quote and a character whose code is meant. */
static intmax_t
next_number(struct printer *p, int is_unsigned)
{
	const char *text = next_argument(p);
	intmax_t value;
	char *end;

	if (text == NULL)
		return 0;
	if (*text == '"' || *text == '\'')
		return (unsigned char)text[1];
	errno = 0;
	value = is_unsigned ? (intmax_t)strtoumax(text, &end, 0) : strtoimax(text, &end, 0);
	if (end == text)
		bad_number(p, text, "expected numeric value");
	else if (*end != '\0')
		bad_number(p, text, "not completely converted");
	else if (errno == ERANGE)
		bad_number(p, text, "Numerical result out of range");
	return value;
}

/* Width or precision: digits, or an argument for a *. Returns the byte after it. */
static const char *
read_size(struct printer *p, const char *at, int *size)
{
	intmax_t value = 0;

	if (*at == '*') {
		value = next_number(p, 0);
		at++;
	} else {
		while (isdigit((unsigned char)*at)) {
			if (value < SIZE_LIMIT)
				value = value * 10 + (*at - '0');
			at++;
		}
	}
	if (value > SIZE_LIMIT)
		value = SIZE_LIMIT;
	*size = (int)(value < -SIZE_LIMIT ? -SIZE_LIMIT : value);
	return at;
}

static void
pad(int count)
{
	while (count-- > 0)
		putchar(' ');
}

/* %b: the argument with its escapes interpreted; it may hold NUL bytes, so no %s. */
static void
put_escaped(struct printer *p, const char *text, int width, int precision, int left)
{
	size_t size = strlen(text), length = 0;
	char *bytes = malloc(size + 1);

	if (bytes == NULL) {
		bad_number(p, text, "Out of memory");
		return;
	}
	while (*text != '\0' && !p->stop) {
		char c = *text++;
		int byte = c == '\\' ? escape_read(&text, OCTAL_AFTER_ZERO) : ESCAPE_NONE;

		if (byte == ESCAPE_STOP)
			p->stop = 1;
		else
			bytes[length++] = byte == ESCAPE_NONE ? c : (char)byte;
	}
	if (precision >= 0 && length > (size_t)precision)
		length = (size_t)precision;
	if (!left)
		pad(width - (int)length);
	fwrite(bytes, 1, length, stdout);
	if (left)
		pad(width - (int)length);
	free(bytes);
}

/* Prints one conversion with a specification for the C library that ends in `tail`. */
static void
put_conversion(struct printer *p, const char *flags, int width, int precision, char conversion)
{
	char spec[SPEC_MAX];
	const char *text;

	switch (conversion) {
	case 'd':
	case 'i':
		snprintf(spec, sizeof(spec), "%%%s*.*jd", flags);
		printf(spec, width, precision, next_number(p, 0));
		break;
	case 'o':
	case 'u':
	case 'x':
	case 'X':
		snprintf(spec, sizeof(spec), "%%%s*.*j%c", flags, conversion);
		printf(spec, width, precision, (uintmax_t)next_number(p, 1));
		break;
	case 'c':
		text = next_argument(p);
		snprintf(spec, sizeof(spec), "%%%s*.*s", flags);
		printf(spec, width, text != NULL ? 1 : 0, text != NULL ? text : "");
		break;
	case 's':
		text = next_argument(p);
		snprintf(spec, sizeof(spec), "%%%s*.*s", flags);
		printf(spec, width, precision, text != NULL ? text : "");
		break;
	case 'b':
		text = next_argument(p);
		if (width < 0) {
			width = -width;
			flags = "-";
		}
		put_escaped(p, text != NULL ? text : "", width, precision,
				strchr(flags, '-') != NULL);
		break;
	default:
		util_complain(p->host, p->program, "%%%.1s: invalid directive", &conversion);
		p->status = STATUS_USAGE;
		p->stop = 1;
	}
}

/* A conversion, from behind its %. Returns the byte after it. */
static const char *
convert(struct printer *p, const char *at)
{
	static const char all_flags[] = "-+ #0";
	char flags[sizeof(all_flags)] = "";
	int width = 0, precision = -1;

	if (*at == '%') {
		putchar('%');
		return at + 1;
	}
	for (; *at != '\0' && strchr(all_flags, *at) != NULL; at++)
		if (strchr(flags, *at) == NULL)
			strncat(flags, at, 1);
	at = read_size(p, at, &width);
	if (*at == '.') {
		precision = 0;
		at = read_size(p, at + 1, &precision);
	}
	put_conversion(p, flags, width, precision, *at);
	return *at != '\0' ? at + 1 : at;
}

static void
print_once(struct printer *p, const char *format)
{
	while (*format != '\0' && !p->stop) {
		char c = *format++;
		int byte;

		if (c == '%') {
			format = convert(p, format);
			continue;
		}
		byte = c == '\\' ? escape_read(&format, OCTAL_PLAIN) : ESCAPE_NONE;
		putchar(byte == ESCAPE_NONE ? c : byte);
	}
}

int
printf_main(int argc, char **argv, const struct util_host *host)
{
	struct printer p = {.program = argv[0], .host = host};
	int first = argc > 1 && strcmp(argv[1], "--") == 0 ? 2 : 1;

	if (argc <= first) {
		util_complain(host, argv[0], "usage: printf format [arg ...]");
		return STATUS_USAGE;
	}
	p.arguments = argv + first + 1;
	do {
		p.consumed = 0;
		print_once(&p, argv[first]);
	} while (*p.arguments != NULL && p.consumed && !p.stop);
	return p.status;
}
