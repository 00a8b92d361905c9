/* Whole lines from streams. */
#include "stream.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 120

/* How many of the buffered bytes belong to the line; *ends: the last of them is its end. */
static size_t
part_of_line(const FILE *stream, int delimiter, size_t limit, int *ends)
{
	size_t there = (size_t)(stream->read_end - stream->next);
	const unsigned char *end;

	if (there > limit)
		there = limit;
	end = memchr(stream->next, delimiter, there);
	*ends = end != NULL;
	return end != NULL ? (size_t)(end - stream->next) + 1 : there;
}

char *
fgets(char *restrict line, int size, FILE *restrict stream)
{
	size_t length = 0;
	int ends = 0;

	if (size < 1)
		return NULL;
	while (!ends && length < (size_t)size - 1) {
		size_t part;

		if (stream->next >= stream->read_end && stream_fill(stream) != 0) {
			if (length == 0 || ferror(stream))
				return NULL;
			break;
		}
		part = part_of_line(stream, '\n', (size_t)size - 1 - length, &ends);
		memcpy(line + length, stream->next, part);
		stream->next += part;
		length += part;
	}
	line[length] = '\0';
	return line;
}

/* Makes *line hold at least `wanted` bytes. 0 or -1. */
static int
grow(char **line, size_t *size, size_t wanted)
{
	size_t larger = *size < FIRST_SIZE ? FIRST_SIZE : *size;
	char *moved;

	if (*line != NULL && *size >= wanted)
		return 0;
	while (larger < wanted)
		larger *= 2;
	moved = realloc(*line, larger);
	if (moved == NULL)
		return -1;
	*line = moved;
	*size = larger;
	return 0;
}

ssize_t
getdelim(char **restrict line, size_t *restrict size, int delimiter, FILE *restrict stream)
{
	size_t length = 0;
	int ends = 0;

	if (line == NULL || size == NULL) {
		errno = EINVAL;
		return -1;
	}
	if (*line == NULL)
		*size = 0;
	while (!ends) {
		size_t part;

		if (stream->next >= stream->read_end && stream_fill(stream) != 0) {
			if (length == 0 || ferror(stream))
				return -1;
			break;
		}
		part = part_of_line(stream, delimiter, BUFSIZ, &ends);
		if (length + part > SSIZE_MAX / 2) {
			errno = EOVERFLOW;
			return -1;
		}
		if (grow(line, size, length + part + 1) != 0)
			return -1;
		memcpy(*line + length, stream->next, part);
		stream->next += part;
		length += part;
	}
	(*line)[length] = '\0';
	return (ssize_t)length;
}

ssize_t
getline(char **restrict line, size_t *restrict size, FILE *restrict stream)
{
	return getdelim(line, size, '\n', stream);
}
