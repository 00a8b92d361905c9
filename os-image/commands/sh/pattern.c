#include "pattern.h"

#include <ctype.h>
#include <string.h>

static bool
class_has(const char *name, size_t length, unsigned char byte)
{
	static const struct {
		const char *name;
		int (*has)(int byte);
	} classes[] = {
		{"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl},
		{"digit", isdigit}, {"graph", isgraph}, {"lower", islower}, {"print", isprint},
		{"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit},
	};

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strlen(classes[i].name) == length &&
				strncmp(classes[i].name, name, length) == 0)
			return classes[i].has(byte) != 0;
	return false;
}

/* The closing bracket of the expression whose first byte is at `at`, or NULL when it has none. */
static const char *
bracket_end(const char *at)
{
	if (*at == '!' || *at == '^')
		at++;
	if (*at == ']')
		at++;
	while (*at != '\0' && *at != ']') {
		if (at[0] == '[' && at[1] == ':' && strstr(at + 2, ":]") != NULL)
			at = strstr(at + 2, ":]") + 1;
		else if (*at == '\\' && at[1] != '\0')
			at++;
		at++;
	}
	return *at == ']' ? at : NULL;
}

static unsigned char
bracket_byte(const char **at)
{
	if (**at == '\\' && (*at)[1] != '\0')
		(*at)++;
	return (unsigned char)*(*at)++;
}

/* Whether a bracket expression, from behind its [ up to its ], has the byte. */
static bool
bracket_has(const char *at, const char *end, unsigned char byte)
{
	bool negated = *at == '!' || *at == '^', found = false;

	at += negated;
	while (at < end) {
		const char *class_end = at[0] == '[' && at[1] == ':' ? strstr(at + 2, ":]") : NULL;
		unsigned char first, last;

		if (class_end != NULL && class_end < end) {
			found |= class_has(at + 2, (size_t)(class_end - at - 2), byte);
			at = class_end + 2;
			continue;
		}
		first = last = bracket_byte(&at);
		if (at + 1 < end && *at == '-') {
			at++;
			last = bracket_byte(&at);
		}
		found |= first <= byte && byte <= last;
	}
	return found != negated;
}

/* Matches one byte; moves *pattern behind what matched it. */
static bool
match_byte(const char **pattern, unsigned char byte)
{
	const char *at = *pattern, *end;

	if (*at == '[' && (end = bracket_end(at + 1)) != NULL) {
		*pattern = end + 1;
		return bracket_has(at + 1, end, byte);
	}
	if (*at == '\\' && at[1] != '\0')
		at++;
	else if (*at == '?') {
		*pattern = at + 1;
		return true;
	}
	*pattern = at + 1;
	return (unsigned char)*at == byte;
}

/* On a mismatch only the last * has to take more: so the time is at most length times length. */
bool
pattern_match(const char *pattern, const char *text, size_t length)
{
	const char *end = text + length;
	const char *star = NULL, *star_text = NULL;

	while (text < end || *pattern == '*') {
		if (*pattern == '*') {
			star = ++pattern;
			star_text = text;
			continue;
		}
		if (*pattern != '\0' && match_byte(&pattern, (unsigned char)*text)) {
			text++;
			continue;
		}
		if (star == NULL || star_text == end)
			return false;
		pattern = star;
		text = ++star_text;
	}
	return *pattern == '\0';
}

bool
pattern_is_special(const char *pattern)
{
	for (; *pattern != '\0'; pattern++) {
		if (*pattern == '\\' && pattern[1] != '\0')
			pattern++;
		else if (*pattern == '*' || *pattern == '?')
			return true;
		else if (*pattern == '[' && bracket_end(pattern + 1) != NULL)
			return true;
	}
	return false;
}

void
pattern_unescape(char *pattern)
{
	char *to = pattern;

	for (; *pattern != '\0'; pattern++) {
		if (*pattern == '\\' && pattern[1] != '\0')
			pattern++;
		*to++ = *pattern;
	}
	*to = '\0';
}
