/* Messages of tools, and what they do to the exit status. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/tool.h>

static bool has_failed;

/* Whatever the tool printed before comes first, as it would on a terminal. */
static void
print_message(const char *format, va_list arguments)
{
	fflush(stdout);
	fprintf(stderr, "%s: ", tool_name);
	vfprintf(stderr, format, arguments);
}

void
complain(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print_message(format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	has_failed = true;
}

void
complain_errno(const char *format, ...)
{
	int error = errno;
	va_list arguments;

	va_start(arguments, format);
	print_message(format, arguments);
	va_end(arguments);
	fprintf(stderr, ": %s\n", strerror(error));
	has_failed = true;
}

_Noreturn void
give_up(int status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print_message(format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(status);
}

bool
tool_failed(void)
{
	return has_failed;
}

int
tool_end(void)
{
	if (fflush(stdout) != 0 || ferror(stdout))
		complain_errno("standard output");
	return has_failed ? STATUS_FAILED : 0;
}

bool
confirm(const char *format, ...)
{
	va_list arguments;
	int first, c;

	va_start(arguments, format);
	print_message(format, arguments);
	va_end(arguments);
	fflush(stderr);
	first = c = getchar();
	while (c != '\n' && c != EOF)
		c = getchar();
	return first == 'y' || first == 'Y';
}
