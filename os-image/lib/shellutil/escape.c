#include <string.h>

#include "escape.h"

#define OCTAL_DIGITS_MAX 3
#define BITS_OF_OCTAL_DIGIT 3
#define BYTE_MASK 0xff

static int
is_octal(char c)
{
	return c >= '0' && c <= '7';
}

static int
read_octal(const char **text)
{
	int value = 0;

	for (int n = 0; n < OCTAL_DIGITS_MAX && is_octal(**text); n++)
		value = (value << BITS_OF_OCTAL_DIGIT) | (*(*text)++ - '0');
	return value & BYTE_MASK;
}

int
escape_read(const char **text, enum octal_form form)
{
	static const char letters[] = "abfnrtv\\";
	static const char bytes[] = "\a\b\f\n\r\t\v\\";
	char letter = **text;
	const char *found;

	if (form == OCTAL_PLAIN && is_octal(letter))
		return read_octal(text);
	if (form == OCTAL_AFTER_ZERO && letter == '0') {
		(*text)++;
		return read_octal(text);
	}
	if (form == OCTAL_AFTER_ZERO && letter == 'c')
		return ESCAPE_STOP;
	found = letter != '\0' ? strchr(letters, letter) : NULL;
	if (found == NULL)
		return ESCAPE_NONE;
	(*text)++;
	return (unsigned char)bytes[found - letters];
}
