/* more: text, a screen at a time. */
#include <fcntl.h>
#include <stdio.h>
#include <termios.h>
#include <toolkit/io.h>
#include <toolkit/terminal.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: more [FILE]...\n"
	"Shows the files, or standard input, a screen at a time: space for the next screen, return for\n"
	"the next line, q to end. When standard output is no terminal it copies them.\n";

#define KEYBOARD "/dev/tty"
#define PROMPT "--More--"
#define ERASE_PROMPT "\r        \r"
#define TAB_WIDTH 8

static int keyboard = -1;
static struct termios normal;
static int rows, columns;
static int rows_left;

/* Waits for a key that means something; false when the user has enough. */
static bool
ask(void)
{
	char key;
	bool goes_on;

	fputs(PROMPT, stdout);
	fflush(stdout);
	for (;;) {
		goes_on = read(keyboard, &key, 1) == 1 && key != 'q' && key != 'Q';
		if (!goes_on || key == ' ' || key == '\r' || key == '\n')
			break;
	}
	fputs(ERASE_PROMPT, stdout);
	rows_left = key == ' ' ? rows - 1 : 1;
	return goes_on;
}

/* How many rows of the screen a line takes. */
static int
rows_of(const char *line, size_t length)
{
	size_t column = 0;

	for (size_t i = 0; i < length; i++) {
		if (line[i] == '\t')
			column += TAB_WIDTH - column % TAB_WIDTH;
		else
			column++;
	}
	return column == 0 ? 1 : (int)((column - 1) / (size_t)columns) + 1;
}

/* false when the user has enough. */
static bool
show_file(const char *name)
{
	struct line_reader reader;
	int fd = open_input(name);
	bool goes_on = true;

	if (fd < 0)
		return true;
	lines_begin(&reader, fd);
	while (goes_on && lines_next(&reader)) {
		int needed = rows_of(reader.line, reader.length);

		if (rows_left <= 0 || (needed > rows_left && rows_left < rows - 1))
			goes_on = ask();
		if (!goes_on)
			break;
		fwrite(reader.line, 1, reader.length, stdout);
		putchar('\n');
		rows_left -= needed;
	}
	lines_end(&reader);
	close_input(fd);
	return goes_on;
}

static bool
open_keyboard(void)
{
	struct termios unechoed;

	if (!isatty(STDOUT_FILENO))
		return false;
	keyboard = open(KEYBOARD, O_RDONLY);
	if (keyboard < 0 || tcgetattr(keyboard, &normal) != 0)
		return false;
	unechoed = normal;
	unechoed.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	unechoed.c_cc[VMIN] = 1;
	unechoed.c_cc[VTIME] = 0;
	return tcsetattr(keyboard, TCSADRAIN, &unechoed) == 0;
}

static void
copy_file(const char *name)
{
	int fd = open_input(name);

	if (fd < 0)
		return;
	copy_stream(fd, name, STDOUT_FILENO, "standard output");
	close_input(fd);
}

int
main(int argc, char **argv)
{
	static char *standard_input[] = {"-", NULL};
	char **files;

	if (tool_only_operands(argc, argv, usage, &files) == 0)
		files = standard_input;
	if (!open_keyboard()) {
		for (; *files != NULL; files++)
			copy_file(*files);
		return tool_end();
	}
	rows = terminal_height(STDOUT_FILENO);
	columns = terminal_width(STDOUT_FILENO);
	rows_left = rows - 1;
	while (*files != NULL && show_file(*files))
		files++;
	fflush(stdout);
	tcsetattr(keyboard, TCSADRAIN, &normal);
	return tool_end();
}
