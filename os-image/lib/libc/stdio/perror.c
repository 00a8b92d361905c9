/* What the last error means, on standard error. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

void
perror(const char *text)
{
	const char *meaning = strerror(errno);

	if (text != NULL && *text != '\0')
		fprintf(stderr, "%s: %s\n", text, meaning);
	else
		fprintf(stderr, "%s\n", meaning);
}
