/* See testkit/testkit.h. */
#include <stdio.h>
#include <string.h>
#include <testkit/testkit.h>
#include <unistd.h>

const char *running_test = "";

_Noreturn void
fail(const char *file, int line, const char *what)
{
	/* Not by stdout, which tests point elsewhere. */
	dprintf(STDERR_FILENO, "FAIL %s: %s:%d: %s (errno: %s)\n", running_test, file, line, what,
		strerror(errno));
	_exit(STATUS_SAID_WHY);
}
