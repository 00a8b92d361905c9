/*
 * The terminal is in raw mode only while a line is read, so that commands find
 * it as they expect it. What can't be put into raw mode is read as it comes.
 */
#include "terminal_input.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>

#include "jobs.h"
#include "line_editor.h"
#include "prompt.h"
#include "shell.h"
#include "trap.h"
#include "vars.h"

#define LINE_CAPACITY 128

static bool
set_raw_mode(struct termios *before)
{
	const char *type = var_get("TERM");
	struct termios raw;

	if ((type != NULL && strcmp(type, "dumb") == 0) || tcgetattr(STDIN_FILENO, before) != 0)
		return false;
	raw = *before;
	raw.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IXON);
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	return tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
}

/* A line as the terminal itself lets the user edit it. */
static char *
read_plain_line(const char *prompt)
{
	size_t length = 0, capacity = LINE_CAPACITY;
	char *line = allocate(capacity);

	fputs(prompt, stderr);
	fflush(stderr);
	while (length == 0 || line[length - 1] != '\n') {
		ssize_t count = read(STDIN_FILENO, line + length, 1);

		if (count < 0 && errno == EINTR && trap_is_interrupted()) {
			free(line);
			shell_unwind(shell.status);
		}
		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			break;
		if (++length + 1 == capacity)
			line = reallocate(line, capacity *= 2);
	}
	line[length] = '\0';
	if (length > 0)
		return line;
	free(line);
	return NULL;
}

char *
terminal_read_line(bool second_prompt)
{
	const char *prompt;
	struct termios before;
	enum edit_result result;
	char *line;

	if (!second_prompt)
		jobs_notify();
	trap_run_pending();
	prompt = second_prompt ? prompt_expand("PS2", "> ") : prompt_expand("PS1", "$ ");
	if (!set_raw_mode(&before))
		return read_plain_line(prompt);
	result = line_edit(prompt, &line);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
	if (result == EDIT_INTERRUPTED)
		shell_unwind(STATUS_OF_SIGNAL + SIGINT);
	if (result == EDIT_END)
		return NULL;
	line = reallocate(line, strlen(line) + 2);
	strcat(line, "\n");
	return line;
}
