/*
 * Formatted output to streams and descriptors. What goes to an unbuffered stream
 * or a descriptor is gathered, so that one call's text leaves in one piece if it
 * fits.
 */
#include "format.h"
#include "stream.h"

#include <string.h>
#include <unistd.h>

#define GATHER_SIZE 256

struct stream_sink {
	struct format_sink sink;
	FILE *stream;
	int failed;
	char gathered[GATHER_SIZE]; /* when unbuffered */
	size_t used;
};

static void
put(struct format_sink *sink, const char *text, size_t length)
{
	struct stream_sink *target = (struct stream_sink *)sink;

	target->failed |= stream_write(target->stream, text, length);
}

static void
put_gathered(struct format_sink *sink, const char *text, size_t length)
{
	struct stream_sink *target = (struct stream_sink *)sink;

	while (length > 0) {
		size_t room = sizeof(target->gathered) - target->used;
		size_t part = length < room ? length : room;

		memcpy(target->gathered + target->used, text, part);
		target->used += part;
		text += part;
		length -= part;
		if (target->used == sizeof(target->gathered)) {
			put(sink, target->gathered, target->used);
			target->used = 0;
		}
	}
}

int
vfprintf(FILE *stream, const char *format, va_list arguments)
{
	struct stream_sink target;
	int length;

	target.sink.put = (stream->flags & STREAM_UNBUFFERED) != 0 ? put_gathered : put;
	target.stream = stream;
	target.failed = 0;
	target.used = 0;
	length = format_text(&target.sink, format, arguments);
	if (target.used > 0)
		put(&target.sink, target.gathered, target.used);
	return target.failed != 0 ? EOF : length;
}

int
vprintf(const char *format, va_list arguments)
{
	return vfprintf(stdout, format, arguments);
}

int
vdprintf(int fd, const char *format, va_list arguments)
{
	FILE stream = {
		.fd = fd,
		/* Not in the list, since it ends with this call. */
		.flags = STREAM_WRITABLE | STREAM_UNBUFFERED | STREAM_DECIDED | STREAM_LISTED,
	};

	return vfprintf(&stream, format, arguments);
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

int
dprintf(int fd, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vdprintf(fd, format, arguments);
	va_end(arguments);
	return length;
}
