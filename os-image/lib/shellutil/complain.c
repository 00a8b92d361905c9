#include <stdarg.h>
#include <stdio.h>

#include "complain.h"

#define MESSAGE_MAX 256

void
util_complain(const struct util_host *host, const char *program, const char *format, ...)
{
	char message[MESSAGE_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	if (host != NULL && host->complain != NULL)
		host->complain(program, message);
	else
		fprintf(stderr, "%s: %s\n", program, message);
}
