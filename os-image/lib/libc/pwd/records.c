/* Looking through files of records; see the header. */
#include "records.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DECIMAL 10
#define ID_MAX 65535

/* The next line that is no comment, without its end; 0 at the file's end. */
static int
next_line(FILE *file, char line[RECORD_SIZE])
{
	int is_cut = 0; /* what comes is the rest of a line too long */

	while (fgets(line, RECORD_SIZE, file) != NULL) {
		size_t length = strcspn(line, "\n");
		int was_cut = is_cut;

		is_cut = line[length] == '\0' && !feof(file);
		line[length] = '\0';
		if (!is_cut && !was_cut && line[0] != '#')
			return 1;
	}
	return 0;
}

/* 1 when there are just `count` fields. */
static int
split(char *line, char *fields[], size_t count)
{
	size_t found = 0;
	char *rest = line;
	char *field;

	while ((field = strsep(&rest, ":")) != NULL) {
		if (found == count)
			return 0;
		fields[found++] = field;
	}
	return found == count;
}

int
find_record(const char *path, char line[RECORD_SIZE], char *fields[], size_t count,
	    record_accept_t accept, const void *wanted)
{
	int error = errno;
	FILE *file = fopen(path, "re");
	int result = 0;

	if (file == NULL)
		return -1;
	while (result == 0 && next_line(file, line))
		result = split(line, fields, count) && accept(fields, wanted);
	if (result == 0 && ferror(file))
		result = -1;
	else
		errno = error;
	fclose(file);
	return result;
}

int
parse_id(const char *text, unsigned *id)
{
	char *end;
	unsigned long number = strtoul(text, &end, DECIMAL);

	if (*text < '0' || *text > '9' || *end != '\0' || number > ID_MAX)
		return 0;
	*id = (unsigned)number;
	return 1;
}
