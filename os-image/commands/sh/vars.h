/* Variables: name to value, exported or not, local to a function or not. */
#ifndef SH_VARS_H
#define SH_VARS_H

#include <stdbool.h>

#include "shell.h"

#define VAR_EXPORTED 1u
#define VAR_READ_ONLY 2u

struct variable {
	struct variable *next;
	char *name;
	char *value; /* NULL: unset, but known for its flags */
	unsigned flags;
};

/* Takes over the environment. Names that are none a variable can have are left out. */
void vars_begin(char **environment);

/* The value or NULL when unset. Valid until the variable is next set. */
const char *var_get(const char *name);
/* Sets it; an error when it is read-only. */
void var_set(const char *name, const char *value);
void var_set_number(const char *name, long long value);
/* An error when it can't be set. */
void var_check_writable(const char *name);
/* Adds flags; makes the variable known when it is not. */
void var_mark(const char *name, unsigned flags);
/* An error when it is read-only; nothing when there is none. */
void var_unset(const char *name);

/* The environment for a new program: "NAME=value" of all exported ones, in scratch. */
char **vars_environment(void);
/* Calls back for each variable, in the order of the names. */
void vars_for_each(void (*visit)(const struct variable *variable, void *context), void *context);

/* The first bytes of IFS, or the default " \t\n" when it is unset. */
const char *var_ifs(void);

/*
 * A scope: variables made local in it get back what they were when it ends, also
 * by an error. A function's call is one, and so is a builtin with assignments.
 */
struct saved_variable;

struct scope {
	struct cleanup cleanup;
	struct scope *outer;
	struct saved_variable *saved;
};

void scope_begin(struct scope *scope);
void scope_end(struct scope *scope);
/* Makes a variable local to the innermost scope; it keeps value and flags for now. */
void scope_make_local(const char *name);

#endif
