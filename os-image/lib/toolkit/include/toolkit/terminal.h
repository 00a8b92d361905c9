/* The size of a terminal's window. */
#ifndef TOOLKIT_TERMINAL_H
#define TOOLKIT_TERMINAL_H

/* By the terminal itself, else by COLUMNS and LINES in the environment, else 80 and 24. */
int terminal_width(int fd);
int terminal_height(int fd);

#endif
