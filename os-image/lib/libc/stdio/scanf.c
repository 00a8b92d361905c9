/* Formatted input from streams. */
#include <stdio.h>

#include "scan.h"

struct stream_source {
	struct scan_source source;
	FILE *stream;
};

static int
get(struct scan_source *source)
{
	return getc(((struct stream_source *)source)->stream);
}

static void
unget(struct scan_source *source, int byte)
{
	ungetc(byte, ((struct stream_source *)source)->stream);
}

int
vfscanf(FILE *stream, const char *format, va_list arguments)
{
	struct stream_source source = {.source = {.get = get, .unget = unget}, .stream = stream};

	return scan_text(&source.source, format, arguments);
}

int
vscanf(const char *format, va_list arguments)
{
	return vfscanf(stdin, format, arguments);
}

int
fscanf(FILE *stream, const char *format, ...)
{
	va_list arguments;
	int count;

	va_start(arguments, format);
	count = vfscanf(stream, format, arguments);
	va_end(arguments);
	return count;
}

int
scanf(const char *format, ...)
{
	va_list arguments;
	int count;

	va_start(arguments, format);
	count = vfscanf(stdin, format, arguments);
	va_end(arguments);
	return count;
}
