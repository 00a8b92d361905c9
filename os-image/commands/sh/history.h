/* The lines that were typed, oldest first; kept in $HOME/.sh_history between sessions. */
#ifndef SH_HISTORY_H
#define SH_HISTORY_H

#include <stddef.h>

/* Remembers a line without its newline; blank ones and repetitions of the last one are left out. */
void history_add(const char *line);
size_t history_count(void);
/* The line with the index, from 0; NULL when there is none. */
const char *history_get(size_t index);

/* Silent when the file can't be read or written. */
void history_load(void);
void history_save(void);

#endif
