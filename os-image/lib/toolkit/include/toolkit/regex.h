/*
 * Regular expressions as grep has them (POSIX.1-2017, chapter 9), on bytes. A
 * pattern becomes a nondeterministic automaton whose states are followed all at
 * once (Thompson 1968): the time is at most pattern times text, whatever the
 * pattern. What can't be done that way, back-references, is refused.
 *
 * Beyond POSIX: \< \> \b \B \w \W \s \S, and \+ \? \| in basic expressions.
 */
#ifndef TOOLKIT_REGEX_H
#define TOOLKIT_REGEX_H

#include <stdbool.h>
#include <stddef.h>

enum regex_syntax { REGEX_BASIC, REGEX_EXTENDED, REGEX_FIXED };

struct regex_options {
	enum regex_syntax syntax;
	bool ignore_case;
	bool whole_line; /* only what matches all of the text */
	bool whole_word; /* only what has no letter, digit or _ right before or behind it */
};

struct regex_match {
	size_t begin, end;
};

struct regex;

/*
 * A regex that matches what any of the patterns does; *error tells what is wrong
 * with a pattern when the result is NULL.
 */
struct regex *regex_compile(const char *const *patterns, size_t count,
			    const struct regex_options *options, const char **error);
void regex_free(struct regex *regex);

/* Whether it matches anywhere in the text. */
bool regex_matches(struct regex *regex, const char *text, size_t length);

/* The first match that begins at `from` or later, and of those that begin there the longest. */
bool regex_find(struct regex *regex, const char *text, size_t length, size_t from,
		struct regex_match *match);

#endif
