/*
 * Commands that the shell executes itself. A builtin takes arguments like a
 * program, and the flags of execute(); it returns its status, or reports an
 * error by shell_error: that ends a script when the builtin is a special one.
 */
#ifndef SH_BUILTINS_H
#define SH_BUILTINS_H

#include <stdbool.h>
#include <stdint.h>

typedef int builtin_function(int argc, char **argv, unsigned flags);

struct builtin {
	const char *name;
	builtin_function *run;
	bool is_special;
	bool takes_assignments;  /* arguments NAME=value are expanded as assignments */
	bool keeps_redirections; /* without arguments: exec */
};

/* NULL when the name is none. */
const struct builtin *builtin_find(const char *name);
bool builtin_is_special(const char *name);
/* Calls back with the name of each. */
void builtins_for_each(void (*visit)(const char *name, void *context), void *context);

/* ---- arguments.c ---- */

/*
 * Goes through the options of a builtin: the next letter, 0 when there is none
 * left. *next is the index of the first argument to look at, 1 at first, and of
 * the first operand at the end. An option's argument (letters followed by a
 * colon) is left in *argument. An unknown letter is an error.
 */
int builtin_option(char **argv, int *next, const char *letters, char **argument);
/* A decimal number that isn't negative; else an error. */
int builtin_number(const char *text);

/* Prints a text so that the shell reads it back as one word. */
void builtin_print_quoted(const char *text);

/* ---- help.c ---- */

/* Whether the arguments are NAME --help, of a builtin that doesn't just take that as text. */
bool builtin_asks_for_help(int argc, char **argv);
/* Prints how the builtin is used; 0, its status. */
int builtin_print_help(const char *name);

builtin_function builtin_alias, builtin_unalias;
builtin_function builtin_break, builtin_return, builtin_exit, builtin_eval, builtin_dot,
	builtin_exec, builtin_true, builtin_false;
builtin_function builtin_cd, builtin_pwd, builtin_umask;
builtin_function builtin_export, builtin_unset, builtin_local, builtin_set, builtin_shift;
builtin_function builtin_getopts, builtin_read;
builtin_function builtin_echo, builtin_printf, builtin_test;
builtin_function builtin_command, builtin_type, builtin_hash;
builtin_function builtin_jobs, builtin_wait, builtin_fg, builtin_kill, builtin_times;
builtin_function builtin_trap;
builtin_function builtin_help, builtin_history;

#endif
