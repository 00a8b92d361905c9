/*
 * find: expression.c reads the expression, main.c walks and asks it, run.c runs
 * programs.
 */
#ifndef FIND_H
#define FIND_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

struct find_limits {
	uint64_t depth_min, depth_max;
};

/* What is asked about. */
struct find_file {
	const char *path;
	const struct stat *status;
};

/* ---- expression.c ---- */

/* Reads all the words; wrong ones end the tool. Options such as -maxdepth go into the limits. */
void expression_read(char **words, struct find_limits *limits);

/* Whether a file is what is wanted; prints, runs and deletes on the way. */
bool expression_holds(const struct find_file *file);

/* Runs what still waits for more paths, at the end. */
void expression_finish(void);

/* Whether a word begins an expression, rather than being a path. */
bool is_expression(const char *word);

/* Whether directories have to come after what is in them. */
bool expression_deletes(void);

/* ---- run.c ---- */

/* The program and arguments of one -exec, up to its ";" or "+". */
struct command {
	char **words;
	int count;
	bool takes_many; /* "+": as many paths as go into one call */
	char **paths;    /* waiting for that call */
	int path_count;
	unsigned long path_bytes;
};

/* Runs it for one path; of "+" later, and then true. */
bool command_run(struct command *command, const char *path);

/* Runs it for the paths that still wait. */
void command_finish(struct command *command);

#endif
