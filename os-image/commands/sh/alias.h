/* Aliases: a word at the start of a command that stands for a text. */
#ifndef SH_ALIAS_H
#define SH_ALIAS_H

#include <stdbool.h>

struct alias {
	struct alias *next;
	char *name, *value;
	bool is_in_use; /* its text is being read: not replaced again in itself */
};

/* NULL when there is none. */
struct alias *alias_find(const char *name);
void alias_set(const char *name, const char *value);
/* Returns false when there is none. */
bool alias_remove(const char *name);
void alias_remove_all(void);
/* The first of the list of all. */
struct alias *alias_first(void);

#endif
