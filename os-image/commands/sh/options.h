/* The options of `set` and of the command line. */
#ifndef SH_OPTIONS_H
#define SH_OPTIONS_H

#include "shell.h"

/* The letters of those that are on: $-. In scratch. */
const char *options_letters(void);
/* Switches an option by its letter or name; an error when there is none such. */
void options_switch_letter(char letter, bool on);
void options_switch_name(const char *name, bool on);
/*
 * Carries out the options at argv[at] and on, as set and the command line have
 * them (-e, +x, -o NAME). Returns the index behind them; *ended: at a "--".
 */
int options_parse(char **argv, int at, bool *ended);
/* Lists all with their states, or as commands that switch them so. */
void options_list(bool as_commands);

#endif
