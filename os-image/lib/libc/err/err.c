/* Messages on standard error. */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../start/program_name.h"

#define NO_ERROR (-1)

/* The text may be NULL; the error is left out when it is NO_ERROR. */
static void
say(int error, const char *format, va_list arguments)
{
	fflush(stdout);
	fprintf(stderr, "%s: ", program_name);
	if (format != NULL)
		vfprintf(stderr, format, arguments);
	if (error != NO_ERROR)
		fprintf(stderr, "%s%s", format != NULL ? ": " : "", strerror(error));
	fputs("\n", stderr);
}

void
vwarn(const char *format, va_list arguments)
{
	say(errno, format, arguments);
}

void
vwarnx(const char *format, va_list arguments)
{
	say(NO_ERROR, format, arguments);
}

_Noreturn void
verr(int status, const char *format, va_list arguments)
{
	vwarn(format, arguments);
	exit(status);
}

_Noreturn void
verrx(int status, const char *format, va_list arguments)
{
	vwarnx(format, arguments);
	exit(status);
}

void
warn(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vwarn(format, arguments);
	va_end(arguments);
}

void
warnx(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vwarnx(format, arguments);
	va_end(arguments);
}

_Noreturn void
err(int status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	verr(status, format, arguments);
}

_Noreturn void
errx(int status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	verrx(status, format, arguments);
}
