/* Unformatted output to streams. */
#include "stream.h"

#include <string.h>

static int
put(FILE *stream, const char *text, size_t length)
{
	int result = stream_put(stream, text, length);

	return stream->buffering == BUFFER_NONE ? result | fflush(stream) : result;
}

int
fputc(int character, FILE *stream)
{
	char byte = (char)character;

	return put(stream, &byte, 1) != 0 ? EOF : (unsigned char)byte;
}

int
putchar(int character)
{
	return fputc(character, stdout);
}

int
fputs(const char *text, FILE *stream)
{
	return put(stream, text, strlen(text));
}

int
puts(const char *line)
{
	return fputs(line, stdout) != 0 || putchar('\n') == EOF ? EOF : 0;
}

size_t
fwrite(const void *from, size_t size, size_t count, FILE *stream)
{
	if (size == 0 || put(stream, from, size * count) != 0)
		return 0;
	return count;
}
