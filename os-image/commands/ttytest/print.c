/* What the commands share: printing, settings, time. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "ttytest.h"

static struct termios before;

void
print_bytes(const char *what, const char *bytes, ssize_t length)
{
	if (length < 0) {
		print_error(what);
		return;
	}
	printf("%s \"", what);
	for (ssize_t i = 0; i < length; i++) {
		if (bytes[i] == '\n')
			printf("\\n");
		else if (isprint((unsigned char)bytes[i]))
			putchar(bytes[i]);
		else
			printf("\\x%02x", (unsigned char)bytes[i]);
	}
	printf("\"");
}

void
print_error(const char *what)
{
	printf("%s: %s", what, strerror(errno));
}

void
make_raw(int min, int time)
{
	struct termios raw;

	tcgetattr(STDIN_FILENO, &before);
	raw = before;
	cfmakeraw(&raw);
	raw.c_oflag = before.c_oflag;
	raw.c_cc[VMIN] = (cc_t)min;
	raw.c_cc[VTIME] = (cc_t)time;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
}

void
restore_terminal(void)
{
	tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
}

long
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
