#include "history.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "vars.h"

#define LINES_MAX 200
#define LINE_MAX_BYTES 1024
#define FILE_MODE 0600

static char **lines;
static size_t count;

size_t
history_count(void)
{
	return count;
}

const char *
history_get(size_t index)
{
	return index < count ? lines[index] : NULL;
}

void
history_add(const char *line)
{
	if (line[strspn(line, " \t")] == '\0' || strlen(line) > LINE_MAX_BYTES)
		return;
	if (count > 0 && strcmp(lines[count - 1], line) == 0)
		return;
	if (lines == NULL)
		lines = allocate(LINES_MAX * sizeof(*lines));
	if (count == LINES_MAX) {
		free(lines[0]);
		memmove(lines, lines + 1, (LINES_MAX - 1) * sizeof(*lines));
		count--;
	}
	lines[count++] = copy_string(line);
}

/* The file's path in scratch, or NULL without a home. */
static char *
file_path(void)
{
	const char *home = var_get("HOME");

	return home != NULL ? format_string("%s/.sh_history", home) : NULL;
}

void
history_load(void)
{
	char *path = file_path(), line[LINE_MAX_BYTES];
	int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	size_t length = 0, at = 0;
	ssize_t got;

	if (fd < 0)
		return;
	/* A line that is too long is dropped: its bytes are counted, not kept. */
	while ((got = read(fd, line + length, sizeof(line) - length)) > 0) {
		size_t filled = length + (size_t)got, start = 0;

		for (at = length; at < filled; at++) {
			if (line[at] != '\n')
				continue;
			line[at] = '\0';
			history_add(line + start);
			start = at + 1;
		}
		length = start == 0 && filled == sizeof(line) ? 0 : filled - start;
		memmove(line, line + start, length);
	}
	close(fd);
}

void
history_save(void)
{
	char *path = file_path();
	int fd = path != NULL && count > 0 ?
			open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, FILE_MODE) : -1;

	if (fd < 0)
		return;
	for (size_t i = 0; i < count; i++) {
		char *line = format_string("%s\n", lines[i]);

		if (write(fd, line, strlen(line)) < 0)
			break;
	}
	close(fd);
}
