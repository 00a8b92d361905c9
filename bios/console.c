/*
 * What the firmware tells its user: the same text on COM1 and on the screen.
 * Offers say(), a small printf with %s, %c, and %u and %x with width and
 * zero padding. Numbers have 32 bits.
 */
#include "firmware.h"

static unsigned column;

static void
put(char c)
{
	if (c == '\n') {
		column = 0;
		serial_putc('\r');
		screen_putc('\r');
	} else {
		column++;
	}
	serial_putc(c);
	screen_putc(c);
}

static void
put_padding(char pad, unsigned width, unsigned used)
{
	while (used++ < width)
		put(pad);
}

static void
put_number(uint32_t value, unsigned base, unsigned width, char pad)
{
	char digits[10];
	unsigned count = 0;

	do {
		digits[count++] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	put_padding(pad, width, count);
	while (count)
		put(digits[--count]);
}

static void
put_text(const char *text)
{
	while (*text)
		put(*text++);
}

/* The column, from 0, that the next character will stand in. */
unsigned
say_column(void)
{
	return column;
}

/* Goes to the column with spaces, on a new line when the text is already past it. */
void
say_tab(unsigned to)
{
	if (column > to)
		put('\n');
	put_padding(' ', to, column);
}

void
say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	for (; *format; format++) {
		unsigned width = 0;
		char pad = ' ';

		if (*format != '%') {
			put(*format);
			continue;
		}
		format++;
		if (*format == '0')
			pad = '0';
		while (*format >= '0' && *format <= '9')
			width = width * 10 + (unsigned)(*format++ - '0');
		switch (*format) {
		case 's':
			put_text(va_arg(args, const char *));
			break;
		case 'c':
			put((char)va_arg(args, int));
			break;
		case 'u':
			put_number(va_arg(args, uint32_t), 10, width, pad);
			break;
		case 'x':
			put_number(va_arg(args, uint32_t), 16, width, pad);
			break;
		default:
			put(*format);
		}
	}
	va_end(args);
}
