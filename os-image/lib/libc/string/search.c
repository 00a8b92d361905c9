/* Finding characters and parts in strings. */
#include <string.h>

char *
strchr(const char *text, int character)
{
	for (;; text++) {
		if (*text == (char)character)
			return (char *)text;
		if (*text == '\0')
			return NULL;
	}
}

char *
strrchr(const char *text, int character)
{
	const char *found = NULL;

	for (;; text++) {
		if (*text == (char)character)
			found = text;
		if (*text == '\0')
			return (char *)found;
	}
}

char *
strstr(const char *text, const char *part)
{
	size_t length = strlen(part);

	for (; strncmp(text, part, length) != 0; text++)
		if (*text == '\0')
			return NULL;
	return (char *)text;
}

/* Length of the start of text whose characters are all in (or all not in) the set. */
static size_t
span(const char *text, const char *set, int in_set)
{
	size_t length = 0;

	while (text[length] != '\0' && (strchr(set, text[length]) != NULL) == in_set)
		length++;
	return length;
}

size_t
strspn(const char *text, const char *accept)
{
	return span(text, accept, 1);
}

size_t
strcspn(const char *text, const char *reject)
{
	return span(text, reject, 0);
}

char *
strpbrk(const char *text, const char *accept)
{
	text += strcspn(text, accept);
	return *text == '\0' ? NULL : (char *)text;
}
