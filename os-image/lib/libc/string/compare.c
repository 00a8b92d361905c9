/* Comparing strings: as unsigned characters, with or without regard to case. */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

int
strncmp(const char *a, const char *b, size_t limit)
{
	const unsigned char *left = (const unsigned char *)a;
	const unsigned char *right = (const unsigned char *)b;

	for (; limit > 0; left++, right++, limit--)
		if (*left != *right || *left == '\0')
			return *left - *right;
	return 0;
}

int
strcmp(const char *a, const char *b)
{
	while (*a == *b && *a != '\0') {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

int
strcoll(const char *a, const char *b)
{
	return strcmp(a, b);
}

int
strncasecmp(const char *a, const char *b, size_t limit)
{
	const unsigned char *left = (const unsigned char *)a;
	const unsigned char *right = (const unsigned char *)b;

	for (; limit > 0; left++, right++, limit--)
		if (tolower(*left) != tolower(*right) || *left == '\0')
			return tolower(*left) - tolower(*right);
	return 0;
}

int
strcasecmp(const char *a, const char *b)
{
	return strncasecmp(a, b, SIZE_MAX);
}
