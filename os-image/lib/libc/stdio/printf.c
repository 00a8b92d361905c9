/* Formatted output to streams. */
#include "format.h"
#include "stream.h"

struct stream_sink {
	struct format_sink sink;
	FILE *stream;
	int failed;
};

static void
put(struct format_sink *sink, const char *text, size_t length)
{
	struct stream_sink *target = (struct stream_sink *)sink;

	target->failed |= stream_put(target->stream, text, length);
}

int
vfprintf(FILE *stream, const char *format, va_list arguments)
{
	struct stream_sink target = {.sink = {.put = put}, .stream = stream};
	int length = format_text(&target.sink, format, arguments);

	if (stream->buffering == BUFFER_NONE)
		target.failed |= fflush(stream);
	return target.failed != 0 ? EOF : length;
}

int
vprintf(const char *format, va_list arguments)
{
	return vfprintf(stdout, format, arguments);
}

int
fprintf(FILE *stream, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vfprintf(stream, format, arguments);
	va_end(arguments);
	return length;
}

int
printf(const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vfprintf(stdout, format, arguments);
	va_end(arguments);
	return length;
}
