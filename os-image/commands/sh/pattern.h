/* Shell patterns: * ? [...] with ranges, [!...], classes like [:alpha:], and \ before a literal. */
#ifndef SH_PATTERN_H
#define SH_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the pattern matches all of the first `length` bytes. */
bool pattern_match(const char *pattern, const char *text, size_t length);

/* Whether anything in it is special, so that it could match another text than itself. */
bool pattern_is_special(const char *pattern);

/* Takes the backslashes away, in place: the only text that a pattern without specials matches. */
void pattern_unescape(char *pattern);

#endif
