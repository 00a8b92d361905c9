/* Running a program whose arguments are those of the call. */
#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

#define ARGUMENTS_MAX 255

/* Copies the first and those of the list, with their NULL, into the array. 0 or -1. */
static int
collect(char *arguments[ARGUMENTS_MAX + 1], const char *first, va_list *list)
{
	arguments[0] = (char *)first;
	for (int count = 1; count <= ARGUMENTS_MAX; count++) {
		arguments[count] = va_arg(*list, char *);
		if (arguments[count] == NULL)
			return 0;
	}
	errno = E2BIG;
	return -1;
}

int
execl(const char *path, const char *argument, ...)
{
	char *arguments[ARGUMENTS_MAX + 1];
	va_list list;
	int result;

	va_start(list, argument);
	result = collect(arguments, argument, &list);
	va_end(list);
	return result < 0 ? -1 : execve(path, arguments, environ);
}

int
execlp(const char *file, const char *argument, ...)
{
	char *arguments[ARGUMENTS_MAX + 1];
	va_list list;
	int result;

	va_start(list, argument);
	result = collect(arguments, argument, &list);
	va_end(list);
	return result < 0 ? -1 : execvpe(file, arguments, environ);
}

int
execle(const char *path, const char *argument, ...)
{
	char *arguments[ARGUMENTS_MAX + 1];
	char *const *environment = NULL;
	va_list list;
	int result;

	va_start(list, argument);
	result = collect(arguments, argument, &list);
	if (result == 0)
		environment = va_arg(list, char *const *);
	va_end(list);
	return result < 0 ? -1 : execve(path, arguments, environment);
}
