/*
 * The formatter behind the printf family. It hands the text to `put` piece by
 * piece and returns the number of characters, or -1 with errno EOVERFLOW when
 * they would be more than INT_MAX.
 */
#ifndef STDIO_FORMAT_H
#define STDIO_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

struct format_sink {
	void (*put)(struct format_sink *sink, const char *text, size_t length);
};

int format_text(struct format_sink *sink, const char *format, va_list arguments);

#endif
