/*
 * A program to try terminals with: it reads commands from its terminal, does
 * what they say, and prints what came of it. ttytest.test.ts types them, and
 * what the tried reads get.
 */
#ifndef TTYTEST_H
#define TTYTEST_H

#include <sys/types.h>

#define ARGUMENTS_MAX 4

struct command {
	const char *name;
	int arguments; /* how many it takes */
	void (*run)(const int *arguments);
};

/* Each table ends with an entry without a name. */
extern const struct command read_commands[];
extern const struct command job_commands[];
extern const struct command terminal_commands[];

/* Reads and does commands until there are no more. */
void command_loop(void);

/* Prints `got "..."` with what is not printable as in C. */
void print_bytes(const char *what, const char *bytes, ssize_t length);

/* Prints what failed, with errno, and goes on. */
void print_error(const char *what);

/* Raw mode without echo and signals; the settings of before come back with restore_terminal. */
void make_raw(int min, int time);
void restore_terminal(void);

/* Milliseconds since boot. */
long now_ms(void);

#endif
