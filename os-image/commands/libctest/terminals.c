/* The console, which the first process has as its descriptors 0 to 2. */
#include "libctest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static void
only_terminals_are_terminals(void)
{
	FILE *file = tmpfile();
	struct termios settings;

	CHECK(isatty(STDIN_FILENO) && isatty(STDOUT_FILENO));
	CHECK(file != NULL && !isatty(fileno(file)) && errno == ENOTTY);
	CHECK_FAILS(tcgetattr(fileno(file), &settings), ENOTTY);
	CHECK(!isatty(50) && errno == EBADF);
}

static void
a_terminal_has_a_name_in_dev(void)
{
	struct stat own;
	struct stat named;
	const char *name = ttyname(STDIN_FILENO);

	CHECK(name != NULL && strncmp(name, "/dev/", 5) == 0);
	CHECK(fstat(STDIN_FILENO, &own) == 0 && stat(name, &named) == 0);
	CHECK(S_ISCHR(named.st_mode) && own.st_rdev == named.st_rdev);
}

static void
settings_stay_as_they_are_set(void)
{
	struct termios before;
	struct termios raw;
	struct termios after;

	CHECK(tcgetattr(STDIN_FILENO, &before) == 0);
	CHECK((before.c_lflag & (ICANON | ECHO | ISIG)) == (ICANON | ECHO | ISIG));
	raw = before;
	cfmakeraw(&raw);
	raw.c_cc[VMIN] = 0;
	CHECK(tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0);
	CHECK(tcgetattr(STDIN_FILENO, &after) == 0);
	CHECK(tcsetattr(STDIN_FILENO, TCSADRAIN, &before) == 0);
	CHECK((after.c_lflag & (ICANON | ECHO | ISIG)) == 0 && after.c_cc[VMIN] == 0);
	CHECK_FAILS(tcsetattr(STDIN_FILENO, 99, &before), EINVAL);
}

static void
the_window_has_a_size(void)
{
	struct winsize size = {0};
	struct winsize wider;
	struct winsize changed;

	CHECK(ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0);
	wider = size;
	wider.ws_col = 132;
	wider.ws_row = 43;
	CHECK(ioctl(STDIN_FILENO, TIOCSWINSZ, &wider) == 0);
	CHECK(ioctl(STDIN_FILENO, TIOCGWINSZ, &changed) == 0);
	CHECK(ioctl(STDIN_FILENO, TIOCSWINSZ, &size) == 0);
	CHECK(changed.ws_col == 132 && changed.ws_row == 43);
}

const struct test terminal_tests[] = {
	{only_terminals_are_terminals, "only_terminals_are_terminals"},
	{a_terminal_has_a_name_in_dev, "a_terminal_has_a_name_in_dev"},
	{settings_stay_as_they_are_set, "settings_stay_as_they_are_set"},
	{the_window_has_a_size, "the_window_has_a_size"},
	{NULL, NULL},
};
