/* Completion of the word before the cursor: a command at the start of one, else a file name. */
#ifndef SH_COMPLETION_H
#define SH_COMPLETION_H

#include <stddef.h>

struct completions {
	char **names;          /* all that are possible, sorted; directories end in / */
	size_t count;
	const char *insertion; /* what all have in common behind the word, quoted for the shell */
};

/* In scratch. */
struct completions completions_find(const char *line, size_t cursor);

#endif
