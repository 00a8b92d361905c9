/*
 * Matching names with patterns. A pattern is taken piece by piece; when one does
 * not match, the last star takes one character more, so that no name takes
 * longer than its length times the pattern's.
 */
#include <ctype.h>
#include <fnmatch.h>
#include <string.h>

static char
fold(char character, int flags)
{
	return (flags & FNM_CASEFOLD) != 0 ? (char)tolower((unsigned char)character) : character;
}

/* Whether the character is of the class that "[:name:]" stands for. */
static int
is_in_class(char character, const char *name, size_t length)
{
	static const struct {
		const char *name;
		int (*is)(int);
	} classes[] = {
		{"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl},
		{"digit", isdigit}, {"graph", isgraph}, {"lower", islower}, {"print", isprint},
		{"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit},
	};

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strlen(classes[i].name) == length && strncmp(classes[i].name, name, length) == 0)
			return classes[i].is((unsigned char)character) != 0;
	return 0;
}

/* One character of a bracket expression, a quoted one included. Moves *at behind it. */
static char
bracket_character(const char **at, int flags)
{
	if (**at == '\\' && (flags & FNM_NOESCAPE) == 0 && (*at)[1] != '\0')
		++*at;
	return *(*at)++;
}

/*
 * Matches one character with the expression behind a '['. Returns 1 or 0 with
 * *end behind the ']', or -1: there is no ']', so that '[' is a character.
 */
static int
match_bracket(const char *at, char character, int flags, const char **end)
{
	int is_negated = *at == '!' || *at == '^';
	int is_found = 0;
	const char *start;

	at += is_negated;
	for (start = at; *at != ']' || at == start;) {
		char first;
		char last;

		if (*at == '\0' || ((flags & FNM_PATHNAME) != 0 && *at == '/'))
			return -1;
		if (at[0] == '[' && at[1] == ':') {
			const char *name_end = strstr(at + 2, ":]");

			if (name_end != NULL) {
				is_found |= is_in_class(character, at + 2, (size_t)(name_end - at - 2));
				at = name_end + 2;
				continue;
			}
		}
		first = bracket_character(&at, flags);
		last = first;
		if (at[0] == '-' && at[1] != ']' && at[1] != '\0') {
			at++;
			last = bracket_character(&at, flags);
		}
		is_found |= (unsigned char)fold(first, flags) <= (unsigned char)fold(character, flags) &&
			    (unsigned char)fold(character, flags) <= (unsigned char)fold(last, flags);
	}
	*end = at + 1;
	return is_found != is_negated;
}

/* Matches the first character of the name with the pattern's next piece, which is no star. */
static int
match_one(const char **pattern, char character, int flags)
{
	const char *at = *pattern;

	if (*at == '?') {
		*pattern = at + 1;
		return (flags & FNM_PATHNAME) == 0 || character != '/';
	}
	if (*at == '[' && ((flags & FNM_PATHNAME) == 0 || character != '/')) {
		int result = match_bracket(at + 1, character, flags, pattern);

		if (result >= 0)
			return result;
	}
	if (*at == '\\' && (flags & FNM_NOESCAPE) == 0 && at[1] != '\0')
		at++;
	*pattern = at + 1;
	return *at != '\0' && fold(*at, flags) == fold(character, flags);
}

/* A period that wildcards must not match. */
static int
is_leading_period(const char *name, const char *at, int flags)
{
	return *at == '.' && (flags & FNM_PERIOD) != 0 &&
	       (at == name || ((flags & FNM_PATHNAME) != 0 && at[-1] == '/'));
}

int
fnmatch(const char *pattern, const char *name, int flags)
{
	const char *at = name;
	const char *star_pattern = NULL; /* behind the last star */
	const char *star_at = NULL;      /* where what it does not take begins */

	while (*at != '\0' || *pattern != '\0') {
		if (*pattern == '*') {
			if (is_leading_period(name, at, flags))
				return FNM_NOMATCH;
			star_pattern = ++pattern;
			star_at = at;
			continue;
		}
		if (*at != '\0' && *pattern != '\0' &&
		    !(is_leading_period(name, at, flags) && (*pattern == '?' || *pattern == '['))) {
			const char *piece = pattern;

			if (match_one(&piece, *at, flags)) {
				pattern = piece;
				at++;
				continue;
			}
		}
		if (star_pattern == NULL || *star_at == '\0' ||
		    ((flags & FNM_PATHNAME) != 0 && *star_at == '/'))
			return FNM_NOMATCH;
		at = ++star_at;
		pattern = star_pattern;
	}
	return 0;
}
