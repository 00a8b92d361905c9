/* Formatted text for the kernel's console, events and panic. */
#include "lib.h"

struct output {
	char *to;
	size_t size;
	size_t length; /* may grow beyond size; what does not fit is dropped */
};

static void
put(struct output *out, char c)
{
	if (out->length + 1 < out->size)
		out->to[out->length] = c;
	out->length++;
}

static void
put_padded(struct output *out, const char *text, size_t length, size_t width, int left, char pad)
{
	size_t padding = width > length ? width - length : 0;

	if (!left)
		while (padding > 0) {
			put(out, pad);
			padding--;
		}
	for (size_t i = 0; i < length; i++)
		put(out, text[i]);
	while (padding-- > 0 && left)
		put(out, ' ');
}

static size_t
digits_of(char *buffer_end, u64 value, u32 base)
{
	size_t n = 0;

	do {
		*--buffer_end = "0123456789abcdef"[value % base];
		value /= base;
		n++;
	} while (value != 0);
	return n;
}

int
format(char *to, size_t size, const char *fmt, __builtin_va_list args)
{
	struct output out = { to, size, 0 };
	char digits[24];
	char *end = digits + sizeof(digits);

	for (; *fmt != '\0'; fmt++) {
		if (*fmt != '%') {
			put(&out, *fmt);
			continue;
		}
		fmt++;
		int left = 0, is_long = 0;
		char pad = ' ';
		size_t width = 0;
		for (; *fmt == '-' || *fmt == '0'; fmt++) {
			if (*fmt == '-')
				left = 1;
			else
				pad = '0';
		}
		for (; *fmt >= '0' && *fmt <= '9'; fmt++)
			width = width * 10 + (size_t)(*fmt - '0');
		for (; *fmt == 'l'; fmt++)
			is_long++;
		switch (*fmt) {
		case 's': {
			const char *s = __builtin_va_arg(args, const char *);
			put_padded(&out, s, strnlen(s, 4096), width, left, ' ');
			break;
		}
		case 'c': {
			char c = (char)__builtin_va_arg(args, int);
			put_padded(&out, &c, 1, width, left, ' ');
			break;
		}
		case 'd': {
			s64 v = is_long > 1 ? __builtin_va_arg(args, s64) : __builtin_va_arg(args, int);
			size_t n = digits_of(end, v < 0 ? -(u64)v : (u64)v, 10);
			if (v < 0)
				*(end - ++n) = '-';
			put_padded(&out, end - n, n, width, left, pad);
			break;
		}
		case 'u':
		case 'x': {
			u64 v = is_long > 1 ? __builtin_va_arg(args, u64) : __builtin_va_arg(args, u32);
			size_t n = digits_of(end, v, *fmt == 'x' ? 16 : 10);
			put_padded(&out, end - n, n, width, left, pad);
			break;
		}
		case 'p': {
			size_t n = digits_of(end, (u32)__builtin_va_arg(args, void *), 16);
			put_padded(&out, end - n, n, 8, 0, '0');
			break;
		}
		case '%':
			put(&out, '%');
			break;
		default: /* a mistake in the caller: show it */
			put(&out, '%');
			if (*fmt == '\0')
				fmt--;
			else
				put(&out, *fmt);
		}
	}
	if (size > 0)
		to[out.length < size ? out.length : size - 1] = '\0';
	return (int)out.length;
}

int
format_string(char *to, size_t size, const char *fmt, ...)
{
	__builtin_va_list args;

	__builtin_va_start(args, fmt);
	int n = format(to, size, fmt, args);
	__builtin_va_end(args);
	return n;
}
