/* Formatting into memory of malloc's, as long as it takes. */
#include <stdio.h>
#include <stdlib.h>

int
vasprintf(char **text, const char *format, va_list arguments)
{
	va_list again;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		return -1;
	*text = malloc((size_t)length + 1);
	if (*text == NULL)
		return -1;
	return vsnprintf(*text, (size_t)length + 1, format, arguments);
}

int
asprintf(char **text, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vasprintf(text, format, arguments);
	va_end(arguments);
	return length;
}
