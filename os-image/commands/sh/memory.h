/*
 * Memory of the shell. A loop may run for ever, so nothing that one command
 * needs may outlive it: what lives until a command is done comes from an arena
 * and goes with it; only variables, functions and jobs are single blocks.
 *
 * Out of memory ends the shell with a message: no function here returns NULL.
 */
#ifndef SH_MEMORY_H
#define SH_MEMORY_H

#include <stddef.h>

void *allocate(size_t size);
void *reallocate(void *block, size_t size);
char *copy_string(const char *text);

struct chunk;

/* Blocks that are freed together, in the opposite order of their making. Starts all zero. */
struct arena {
	struct chunk *last;
};

struct arena_mark {
	struct chunk *chunk;
	size_t used;
};

void *arena_allocate(struct arena *arena, size_t size);
/* The block with more room; in place when it was the latest one. Its old copy stays valid. */
void *arena_grow(struct arena *arena, void *block, size_t old_size, size_t new_size);
char *arena_copy(struct arena *arena, const char *text, size_t length);
struct arena_mark arena_mark(const struct arena *arena);
/* Frees all that was allocated since the mark; marks are released in the opposite order. */
void arena_release(struct arena *arena, struct arena_mark mark);
void arena_free(struct arena *arena);

/* For what lives as long as the command that is being executed. */
extern struct arena scratch;

/* A string that grows in an arena; text is always terminated once something was added. */
struct text {
	struct arena *arena;
	char *bytes;
	size_t length, capacity;
};

void text_add(struct text *text, char byte);
void text_append(struct text *text, const char *bytes, size_t length);
/* The string so far; never NULL. */
char *text_string(struct text *text);
/* A string made of a printf format, in scratch. */
char *format_string(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
