/*
 * Expansion of words: parameters, commands and arithmetic are replaced, the
 * results split at IFS, and patterns replaced by the names of files. Results are
 * in scratch. Errors (an unset variable under -u, ${x?}, bad arithmetic) unwind.
 */
#ifndef SH_EXPAND_H
#define SH_EXPAND_H

#include "ast.h"

/* Strings in scratch; values[count] is NULL once expand_words is done. */
struct fields {
	char **values;
	size_t count, capacity;
};

void fields_add(struct fields *fields, char *value);

/* Words to fields, in full. */
void expand_words(struct fields *fields, const struct word *words);
/* To one string: no splitting, no file names. */
char *expand_string(const struct part *parts);
/* The same for the value of an assignment: a tilde counts after : too. */
char *expand_assignment(const struct part *parts);
/* To a pattern: what was quoted has backslashes before special bytes. */
char *expand_pattern(const struct part *parts);

/* ---- between the files expand*.c ---- */

/* What a byte of a result came from decides what may still happen to it. */
enum byte_mark {
	MARK_LITERAL, /* stood there unquoted: may be a pattern */
	MARK_QUOTED,  /* stands for itself */
	MARK_SPLIT,   /* came from an unquoted expansion: may be a pattern and is split */
	MARK_EMPTY,   /* no byte at all, but a field even if nothing else is in it */
	MARK_BREAK,   /* no byte: one field ends here, another one begins */
};

struct marked_byte {
	char byte;
	unsigned char mark;
};

struct expansion {
	struct marked_byte *bytes;
	size_t length, capacity;
};

#define EXPAND_OPERAND 1u    /* the word in ${x-word}, unquoted: split like a value */
#define EXPAND_ASSIGNMENT 2u /* a tilde counts after a colon */
#define EXPAND_NO_FIELDS 4u  /* one string is wanted: $@ and $* are joined */

/* expand.c */
void expansion_add(struct expansion *expansion, const char *bytes, size_t length,
		enum byte_mark mark);
void expand_parts(struct expansion *expansion, const struct part *parts, unsigned flags);
char *expansion_string(const struct expansion *expansion, size_t from, size_t to);
/* Bytes from .. to as a pattern. */
char *expansion_pattern(const struct expansion *expansion, size_t from, size_t to);

/* expand_parameter.c */
void expand_parameter(struct expansion *expansion, const struct part *part, unsigned flags);

/* expand_command.c */
void expand_command(struct expansion *expansion, const struct part *part);

/* expand_split.c: the fields of an expansion, not yet looked up as file names. */
typedef void field_found(const struct expansion *expansion, size_t from, size_t to, void *context);
void expand_split(const struct expansion *expansion, field_found *found, void *context);

/* glob.c: adds the sorted names that match, else returns false. */
bool expand_file_names(struct fields *fields, const char *pattern);

#endif
