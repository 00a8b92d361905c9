/*
 * printf's language: %[flags][width][.precision][length]conversion with the
 * flags - + space # 0, the lengths hh h l ll j z t and the conversions
 * d i u o x X c s p %. An unknown conversion is printed as it stands. There is
 * deliberately no %n.
 */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "format.h"

#define FLAG_LEFT 1u
#define FLAG_PLUS 2u
#define FLAG_SPACE 4u
#define FLAG_ALTERNATE 8u
#define FLAG_ZERO 16u

#define NO_PRECISION (-1)

/* Octal digits of 64 bits, the longest a number can be. */
#define DIGITS_MAX 22

enum length { LENGTH_INT, LENGTH_CHAR, LENGTH_SHORT, LENGTH_LONG, LENGTH_LONG_LONG, LENGTH_MAX,
	      LENGTH_SIZE, LENGTH_PTRDIFF };

struct conversion {
	unsigned flags;
	int width;
	int precision;
	enum length length;
};

struct output {
	struct format_sink *sink;
	size_t count;
};

static void
put(struct output *output, const char *text, size_t length)
{
	output->sink->put(output->sink, text, length);
	output->count += length;
}

static void
put_repeated(struct output *output, char character, int count)
{
	char block[16];

	memset(block, character, sizeof(block));
	while (count > 0) {
		int part = count < (int)sizeof(block) ? count : (int)sizeof(block);

		put(output, block, (size_t)part);
		count -= part;
	}
}

/* Text in a field of at least the wanted width. */
static void
put_text(struct output *output, const struct conversion *conversion, const char *text,
	 size_t length)
{
	int padding = length < (size_t)conversion->width ? conversion->width - (int)length : 0;

	if ((conversion->flags & FLAG_LEFT) == 0)
		put_repeated(output, ' ', padding);
	put(output, text, length);
	if ((conversion->flags & FLAG_LEFT) != 0)
		put_repeated(output, ' ', padding);
}

/* Sign or base prefix, zeros up to the precision, digits, all in the field. */
static void
put_number(struct output *output, const struct conversion *conversion, const char *prefix,
	   uintmax_t value, unsigned base, const char *digit_set)
{
	char digits[DIGITS_MAX];
	int digit_count = 0;
	int prefix_length = (int)strlen(prefix);
	int zeros;
	int padding;

	for (; value != 0; value /= base)
		digits[DIGITS_MAX - ++digit_count] = digit_set[value % base];
	if (conversion->precision == NO_PRECISION)
		zeros = digit_count == 0;
	else
		zeros = conversion->precision > digit_count ? conversion->precision - digit_count : 0;
	/* The alternate octal form begins with a zero, but needs no second one. */
	if (base == 8 && (conversion->flags & FLAG_ALTERNATE) != 0 && zeros == 0)
		zeros = 1;

	padding = conversion->width - prefix_length - digit_count;
	padding = padding > zeros ? padding - zeros : 0;
	if ((conversion->flags & FLAG_ZERO) != 0 && (conversion->flags & FLAG_LEFT) == 0 &&
	    conversion->precision == NO_PRECISION) {
		zeros += padding;
		padding = 0;
	}
	if ((conversion->flags & FLAG_LEFT) == 0)
		put_repeated(output, ' ', padding);
	put(output, prefix, (size_t)prefix_length);
	put_repeated(output, '0', zeros);
	put(output, digits + DIGITS_MAX - digit_count, (size_t)digit_count);
	if ((conversion->flags & FLAG_LEFT) != 0)
		put_repeated(output, ' ', padding);
}

/* The arguments as the length modifier says; va_arg needs the list itself. */
struct argument_list {
	va_list list;
};

static intmax_t
next_signed(struct argument_list *arguments, enum length length)
{
	switch (length) {
	case LENGTH_CHAR:
		return (signed char)va_arg(arguments->list, int);
	case LENGTH_SHORT:
		return (short)va_arg(arguments->list, int);
	case LENGTH_LONG:
		return va_arg(arguments->list, long);
	case LENGTH_LONG_LONG:
		return va_arg(arguments->list, long long);
	case LENGTH_MAX:
		return va_arg(arguments->list, intmax_t);
	case LENGTH_SIZE:
	case LENGTH_PTRDIFF:
		return va_arg(arguments->list, ptrdiff_t);
	default:
		return va_arg(arguments->list, int);
	}
}

static uintmax_t
next_unsigned(struct argument_list *arguments, enum length length)
{
	switch (length) {
	case LENGTH_CHAR:
		return (unsigned char)va_arg(arguments->list, unsigned);
	case LENGTH_SHORT:
		return (unsigned short)va_arg(arguments->list, unsigned);
	case LENGTH_LONG:
		return va_arg(arguments->list, unsigned long);
	case LENGTH_LONG_LONG:
		return va_arg(arguments->list, unsigned long long);
	case LENGTH_MAX:
		return va_arg(arguments->list, uintmax_t);
	case LENGTH_SIZE:
	case LENGTH_PTRDIFF:
		return va_arg(arguments->list, size_t);
	default:
		return va_arg(arguments->list, unsigned);
	}
}

static unsigned
parse_flags(const char **at)
{
	unsigned flags = 0;

	for (;; ++*at) {
		switch (**at) {
		case '-':
			flags |= FLAG_LEFT;
			break;
		case '+':
			flags |= FLAG_PLUS;
			break;
		case ' ':
			flags |= FLAG_SPACE;
			break;
		case '#':
			flags |= FLAG_ALTERNATE;
			break;
		case '0':
			flags |= FLAG_ZERO;
			break;
		default:
			return flags;
		}
	}
}

/* A width or precision: digits, or the next argument for `*`. */
static int
parse_count(const char **at, struct argument_list *arguments)
{
	int count = 0;

	if (**at == '*') {
		++*at;
		return va_arg(arguments->list, int);
	}
	for (; **at >= '0' && **at <= '9'; ++*at) {
		int digit = **at - '0';

		count = count > (INT_MAX - digit) / 10 ? INT_MAX : count * 10 + digit;
	}
	return count;
}

static enum length
parse_length(const char **at)
{
	switch (*(*at)++) {
	case 'h':
		if (**at != 'h')
			return LENGTH_SHORT;
		++*at;
		return LENGTH_CHAR;
	case 'l':
		if (**at != 'l')
			return LENGTH_LONG;
		++*at;
		return LENGTH_LONG_LONG;
	case 'j':
		return LENGTH_MAX;
	case 'z':
		return LENGTH_SIZE;
	case 't':
		return LENGTH_PTRDIFF;
	default:
		--*at;
		return LENGTH_INT;
	}
}

static void
parse_conversion(const char **at, struct argument_list *arguments, struct conversion *conversion)
{
	conversion->flags = parse_flags(at);
	conversion->width = parse_count(at, arguments);
	if (conversion->width < 0) {
		conversion->flags |= FLAG_LEFT;
		conversion->width = conversion->width == INT_MIN ? INT_MAX : -conversion->width;
	}
	conversion->precision = NO_PRECISION;
	if (**at == '.') {
		++*at;
		conversion->precision = parse_count(at, arguments);
		if (conversion->precision < 0)
			conversion->precision = NO_PRECISION;
	}
	conversion->length = parse_length(at);
}

static void
convert_signed(struct output *output, const struct conversion *conversion, intmax_t value)
{
	const char *sign = "";

	if (value < 0)
		sign = "-";
	else if ((conversion->flags & FLAG_PLUS) != 0)
		sign = "+";
	else if ((conversion->flags & FLAG_SPACE) != 0)
		sign = " ";
	put_number(output, conversion, sign, value < 0 ? 0 - (uintmax_t)value : (uintmax_t)value, 10,
		   "0123456789");
}

static void
convert_hex(struct output *output, const struct conversion *conversion, uintmax_t value, int upper)
{
	const char *prefix = "";

	if ((conversion->flags & FLAG_ALTERNATE) != 0 && value != 0)
		prefix = upper ? "0X" : "0x";
	put_number(output, conversion, prefix, value, 16,
		   upper ? "0123456789ABCDEF" : "0123456789abcdef");
}

static void
convert_string(struct output *output, const struct conversion *conversion, const char *text)
{
	size_t limit = conversion->precision == NO_PRECISION ? SIZE_MAX : (size_t)conversion->precision;

	if (text == NULL)
		text = "(null)";
	put_text(output, conversion, text, strnlen(text, limit));
}

/* False when the conversion is unknown. */
static int
convert(struct output *output, struct conversion *conversion, char kind,
	struct argument_list *arguments)
{
	char character;

	switch (kind) {
	case 'd':
	case 'i':
		convert_signed(output, conversion, next_signed(arguments, conversion->length));
		return 1;
	case 'u':
		put_number(output, conversion, "", next_unsigned(arguments, conversion->length), 10,
			   "0123456789");
		return 1;
	case 'o':
		put_number(output, conversion, "", next_unsigned(arguments, conversion->length), 8,
			   "01234567");
		return 1;
	case 'x':
	case 'X':
		convert_hex(output, conversion, next_unsigned(arguments, conversion->length),
			    kind == 'X');
		return 1;
	case 'p':
		conversion->flags |= FLAG_ALTERNATE;
		convert_hex(output, conversion, (uintptr_t)va_arg(arguments->list, void *), 0);
		return 1;
	case 'c':
		character = (char)va_arg(arguments->list, int);
		put_text(output, conversion, &character, 1);
		return 1;
	case 's':
		convert_string(output, conversion, va_arg(arguments->list, const char *));
		return 1;
	case '%':
		put(output, "%", 1);
		return 1;
	default:
		return 0;
	}
}

int
format_text(struct format_sink *sink, const char *format, va_list list)
{
	struct output output = {.sink = sink};
	struct argument_list arguments;
	const char *at = format;

	va_copy(arguments.list, list);
	while (*at != '\0') {
		struct conversion conversion;
		const char *start = at;

		while (*at != '\0' && *at != '%')
			at++;
		if (at > start) {
			put(&output, start, (size_t)(at - start));
			continue;
		}
		at++;
		parse_conversion(&at, &arguments, &conversion);
		if (*at != '\0' && convert(&output, &conversion, *at, &arguments))
			at++;
		else
			put(&output, start, (size_t)(at - start));
	}
	va_end(arguments.list);
	if (output.count > INT_MAX) {
		errno = EOVERFLOW;
		return -1;
	}
	return (int)output.count;
}
