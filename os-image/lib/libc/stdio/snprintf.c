/* Formatting into memory: at most size - 1 characters and a NUL, like C11. */
#include <stdio.h>
#include <string.h>

#include "format.h"

struct memory_sink {
	struct format_sink sink;
	char *next;
	size_t room; /* without the NUL */
};

static void
put(struct format_sink *sink, const char *text, size_t length)
{
	struct memory_sink *memory = (struct memory_sink *)sink;
	size_t kept = length < memory->room ? length : memory->room;

	memcpy(memory->next, text, kept);
	memory->next += kept;
	memory->room -= kept;
}

int
vsnprintf(char *buffer, size_t size, const char *format, va_list arguments)
{
	struct memory_sink memory = {
		.sink = {.put = put},
		.next = buffer,
		.room = size > 0 ? size - 1 : 0,
	};
	int length = format_text(&memory.sink, format, arguments);

	if (size > 0)
		*memory.next = '\0';
	return length;
}

int
snprintf(char *buffer, size_t size, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(buffer, size, format, arguments);
	va_end(arguments);
	return length;
}
