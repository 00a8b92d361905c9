/* Formatting into memory whose size only the caller knows. */
#include <limits.h>
#include <stdio.h>

int
vsprintf(char *buffer, const char *format, va_list arguments)
{
	return vsnprintf(buffer, INT_MAX, format, arguments);
}

int
sprintf(char *buffer, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsprintf(buffer, format, arguments);
	va_end(arguments);
	return length;
}
