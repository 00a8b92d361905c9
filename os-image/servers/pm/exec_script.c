/*
 * Scripts: a file that begins with "#!" names its interpreter, and at most one
 * argument for it, in its first line. `path arguments` becomes
 * `interpreter [argument] path arguments`.
 */
#include <errno.h>
#include <string.h>

#include "exec.h"

int
script_is(const struct exec_job *job)
{
	const char *text = (const char *)job->buffer;

	return job->file.size >= 2 && text[0] == '#' && text[1] == '!';
}

static char *
skip_blanks(char *text)
{
	while (*text == ' ' || *text == '\t')
		text++;
	return text;
}

/* Copies the first line's words; `argument` may be left without any. */
static int
read_line(const struct exec_job *job, char line[SCRIPT_LINE_MAX], char **interpreter, char **argument)
{
	u32 length = job->file.size - 2 < SCRIPT_LINE_MAX - 1 ? job->file.size - 2 : SCRIPT_LINE_MAX - 1;
	char *end;

	memcpy(line, (const char *)job->buffer + 2, length);
	line[length] = '\0';
	end = strchr(line, '\n');
	if (end == NULL && length == SCRIPT_LINE_MAX - 1)
		return -ENOEXEC;
	if (end != NULL)
		*end = '\0';
	for (end = line + strlen(line); end > line && strchr(" \t\r", end[-1]) != NULL; end--)
		end[-1] = '\0';
	*interpreter = skip_blanks(line);
	if (**interpreter == '\0')
		return -ENOEXEC;
	*argument = *interpreter + strcspn(*interpreter, " \t");
	if (**argument != '\0') {
		*(*argument)++ = '\0';
		*argument = skip_blanks(*argument);
	}
	return 0;
}

static u32
put(char *to, const char *text)
{
	u32 size = (u32)strlen(text) + 1;

	memcpy(to, text, size);
	return size;
}

int
script_begin(struct exec_job *job)
{
	char line[SCRIPT_LINE_MAX];
	char *interpreter, *argument;
	u32 first, added, at = 0;
	int error = job->scripts == EXEC_SCRIPTS_MAX ? -ENOEXEC : read_line(job, line, &interpreter, &argument);

	if (error < 0)
		return error;
	job->scripts++;
	if (strlen(interpreter) > PM_PATH_MAX)
		return -ENAMETOOLONG;
	/* What the caller gave as argv[0] is replaced by the path. */
	first = job->argc > 0 ? (u32)strnlen(job->strings, job->strings_length) + 1 : 0;
	if (first > job->strings_length)
		return -EINVAL;
	added = (u32)strlen(interpreter) + 1 + (u32)strlen(job->path) + 1;
	if (*argument != '\0')
		added += (u32)strlen(argument) + 1;
	if (job->strings_length - first + added > sizeof(job->strings))
		return -E2BIG;
	memmove(job->strings + added, job->strings + first, job->strings_length - first);
	at += put(job->strings, interpreter);
	if (*argument != '\0')
		at += put(job->strings + at, argument);
	put(job->strings + at, job->path);
	job->strings_length = job->strings_length - first + added;
	job->argc += (job->argc == 0) + 1 + (*argument != '\0');
	strlcpy(job->path, interpreter, sizeof(job->path));
	return 0;
}
