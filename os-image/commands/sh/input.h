/*
 * Where the text of commands comes from, byte by byte: a string, a file, or the
 * terminal. A file that commands share with the shell (standard input) is read
 * so that what was not parsed yet is left in it for them.
 */
#ifndef SH_INPUT_H
#define SH_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "shell.h"

#define INPUT_END (-1)

enum source_kind {
	SOURCE_STRING,
	SOURCE_FILE,   /* nobody else reads it */
	SOURCE_SHARED, /* standard input of a script */
	SOURCE_TERMINAL,
};

struct alias;

/* The replacement of an alias, read before the rest of the source. */
struct inserted_text {
	struct inserted_text *outer;
	struct alias *alias; /* not replaced again meanwhile */
	const char *at;
};

struct source {
	enum source_kind kind;
	int line;               /* of the next byte, from 1 */
	bool at_end;

	/* SOURCE_STRING: the whole text; else the block or line that was read */
	const char *text;
	size_t length, position;
	size_t shown;           /* under -v: so much of it was printed */
	char *buffer;           /* holds text, when this source has to free it */
	int fd;

	bool second_prompt;     /* SOURCE_TERMINAL: the command goes on */
	struct inserted_text *inserted;
};

/* The text must outlive the source. */
void source_of_string(struct source *source, const char *text, int line);
void source_of_file(struct source *source, enum source_kind kind, int fd);
/* Frees its buffer; the file stays open. */
void source_close(struct source *source);

/* The next byte or INPUT_END. */
int source_get(struct source *source);
/* Steps back over the byte just got (nothing for INPUT_END), and over the one before it. */
void source_unget(struct source *source, int byte);
/* Puts the text of an alias in front; kept in the arena while it is read. */
void source_insert(struct source *source, struct arena *arena, struct alias *alias,
		const char *text);
/* Drops what is left of the line, after a syntax error on a terminal. */
void source_drop_line(struct source *source);

#endif
