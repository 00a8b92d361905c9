/* assert's failure: says what did not hold, and aborts. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

_Noreturn void
assert_failed(const char *condition, const char *file, int line)
{
	fflush(stdout);
	fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, condition);
	abort();
}
