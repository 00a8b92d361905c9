/* What the last error means, on standard error. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

void
perror(const char *text)
{
	fprintf(stderr, "%s: %s\n", text, strerror(errno));
}
