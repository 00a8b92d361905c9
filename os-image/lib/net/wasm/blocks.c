/* What the stack uses of string.h; memory moves by WebAssembly's own instructions. */
#include <string.h>

void *
memcpy(void *restrict to, const void *restrict from, size_t length)
{
	return __builtin_memcpy(to, from, length);
}

void *
memmove(void *to, const void *from, size_t length)
{
	return __builtin_memmove(to, from, length);
}

void *
memset(void *memory, int byte, size_t length)
{
	return __builtin_memset(memory, byte, length);
}

int
memcmp(const void *a, const void *b, size_t length)
{
	const unsigned char *left = a, *right = b;

	for (size_t i = 0; i < length; i++)
		if (left[i] != right[i])
			return left[i] - right[i];
	return 0;
}

size_t
strlen(const char *text)
{
	size_t length = 0;

	while (text[length] != '\0')
		length++;
	return length;
}

size_t
strnlen(const char *text, size_t limit)
{
	size_t length = 0;

	while (length < limit && text[length] != '\0')
		length++;
	return length;
}
