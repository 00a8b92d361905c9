/* Cutting a string into words, in place. */
#include <string.h>

char *
strtok_r(char *restrict text, const char *restrict separators, char **restrict rest)
{
	char *word = text != NULL ? text : *rest;

	word += strspn(word, separators);
	*rest = word + strcspn(word, separators);
	if (**rest != '\0')
		*(*rest)++ = '\0';
	return *word == '\0' ? NULL : word;
}

char *
strtok(char *restrict text, const char *restrict separators)
{
	static char nothing[1];
	static char *rest = nothing;

	return strtok_r(text, separators, &rest);
}
