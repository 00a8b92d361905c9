/* Copying and joining strings. */
#include <string.h>

char *
strcpy(char *restrict to, const char *restrict from)
{
	return memcpy(to, from, strlen(from) + 1);
}

char *
stpcpy(char *restrict to, const char *restrict from)
{
	size_t length = strlen(from);

	memcpy(to, from, length + 1);
	return to + length;
}

char *
stpncpy(char *restrict to, const char *restrict from, size_t limit)
{
	size_t length = strnlen(from, limit);

	memcpy(to, from, length);
	memset(to + length, 0, limit - length);
	return to + length;
}

char *
strncpy(char *restrict to, const char *restrict from, size_t limit)
{
	stpncpy(to, from, limit);
	return to;
}

char *
strcat(char *restrict to, const char *restrict from)
{
	strcpy(to + strlen(to), from);
	return to;
}

char *
strncat(char *restrict to, const char *restrict from, size_t limit)
{
	char *end = to + strlen(to);
	size_t length = strnlen(from, limit);

	memcpy(end, from, length);
	end[length] = '\0';
	return to;
}

size_t
strlcpy(char *restrict to, const char *restrict from, size_t size)
{
	size_t length = strlen(from);

	if (size > 0) {
		size_t kept = length < size ? length : size - 1;

		memcpy(to, from, kept);
		to[kept] = '\0';
	}
	return length;
}

size_t
strlcat(char *restrict to, const char *restrict from, size_t size)
{
	size_t length = strnlen(to, size);

	return length + strlcpy(to + length, from, size - length);
}
