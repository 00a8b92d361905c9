/* Lines from the terminal: the prompt, and the line editor where the terminal can do it. */
#ifndef SH_TERMINAL_INPUT_H
#define SH_TERMINAL_INPUT_H

#include <stdbool.h>

/*
 * Prints the prompt (the second one, for a command that goes on) and reads a
 * line. Returns it with its newline, to be freed; NULL at the end of input.
 */
char *terminal_read_line(bool second_prompt);

#endif
