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

char *
strsep(char **restrict rest, const char *restrict separators)
{
	char *word = *rest;
	char *end;

	if (word == NULL)
		return NULL;
	end = strpbrk(word, separators);
	if (end != NULL)
		*end++ = '\0';
	*rest = end;
	return word;
}
