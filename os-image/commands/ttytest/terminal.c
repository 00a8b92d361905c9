/* Commands about output, size and queries. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "ttytest.h"

#define COLUMNS 64
#define REPLY_SIZE 32
#define DRAIN_BYTES 3000

static volatile sig_atomic_t resized;

static void
on_resize(int signal)
{
	(void)signal;
	resized++;
}

/* size ROWS COLUMNS: sets it, and says how often we were told and what it is then. */
static void
set_size(const int *arguments)
{
	struct winsize size = {.ws_row = (unsigned short)arguments[0],
			       .ws_col = (unsigned short)arguments[1]};

	resized = 0;
	signal(SIGWINCH, on_resize);
	ioctl(STDIN_FILENO, TIOCSWINSZ, &size);
	usleep(10000);
	memset(&size, 0, sizeof(size));
	ioctl(STDIN_FILENO, TIOCGWINSZ, &size);
	printf("told %d times, %u rows, %u columns\n", (int)resized, size.ws_row, size.ws_col);
}

/* output LINES: as many lines, numbered, of COLUMNS characters, in one write. */
static void
write_lines(const int *arguments)
{
	size_t size = (size_t)arguments[0] * COLUMNS;
	char *text = malloc(size + 1);
	ssize_t written;

	if (text == NULL) {
		print_error("malloc");
		return;
	}
	for (int line = 0; line < arguments[0]; line++)
		snprintf(text + line * COLUMNS, COLUMNS + 1, "%-*d\n", COLUMNS - 1, line);
	written = write(STDOUT_FILENO, text, size);
	free(text);
	printf("wrote %ld of %lu\n", (long)written, (unsigned long)size);
}

/* drain: waits until all is out. */
static void
drain(const int *arguments)
{
	static const char filler[DRAIN_BYTES];
	int result;

	(void)arguments;
	(void)write(STDOUT_FILENO, filler, sizeof(filler));
	result = tcdrain(STDOUT_FILENO);
	printf("drained %d\n", result);
}

/* where: asks the terminal for the cursor's place. */
static void
ask_place(const int *arguments)
{
	static const char query[] = "\033[6n";
	char reply[REPLY_SIZE];
	ssize_t length;

	(void)arguments;
	make_raw(0, 10);
	(void)write(STDOUT_FILENO, query, sizeof(query) - 1);
	length = read(STDIN_FILENO, reply, sizeof(reply));
	restore_terminal();
	print_bytes("reply", reply, length);
	printf("\n");
}

/* draw: something in colour in the middle of an empty screen. */
static void
draw(const int *arguments)
{
	(void)arguments;
	printf("\033[2J\033[10;30H\033[1;31mred\033[0m and \033[7mreverse\033[0m\033[20;1H");
}

const struct command terminal_commands[] = {
	{"size", 2, set_size}, {"output", 1, write_lines}, {"drain", 0, drain},
	{"where", 0, ask_place}, {"draw", 0, draw},	   {0},
};
