/* Formatted input from memory. */
#include <stdio.h>

#include "scan.h"

struct text_source {
	struct scan_source source;
	const char *at;
};

static int
get(struct scan_source *source)
{
	struct text_source *text = (struct text_source *)source;

	return *text->at == '\0' ? EOF : (unsigned char)*text->at++;
}

static void
unget(struct scan_source *source, int byte)
{
	(void)byte;
	((struct text_source *)source)->at--;
}

int
vsscanf(const char *text, const char *format, va_list arguments)
{
	struct text_source source = {.source = {.get = get, .unget = unget}, .at = text};

	return scan_text(&source.source, format, arguments);
}

int
sscanf(const char *text, const char *format, ...)
{
	va_list arguments;
	int count;

	va_start(arguments, format);
	count = vsscanf(text, format, arguments);
	va_end(arguments);
	return count;
}
