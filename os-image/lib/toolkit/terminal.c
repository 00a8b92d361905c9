/* See <toolkit/terminal.h>. */
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <toolkit/number.h>
#include <toolkit/terminal.h>

#define USUAL_WIDTH 80
#define USUAL_HEIGHT 24
#define LARGEST 10000

static int
from_environment(const char *name, int usual)
{
	const char *text = getenv(name);
	uint64_t number;

	if (text == NULL || !parse_number(text, &number) || number == 0 || number > LARGEST)
		return usual;
	return (int)number;
}

int
terminal_width(int fd)
{
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return from_environment("COLUMNS", USUAL_WIDTH);
}

int
terminal_height(int fd)
{
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_row > 0)
		return size.ws_row;
	return from_environment("LINES", USUAL_HEIGHT);
}
