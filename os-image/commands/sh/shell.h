/*
 * State and services that the whole shell shares: the options, the status of
 * the last command, and how errors unwind.
 *
 * Where things are:
 *   input.c lexer.c word_lexer.c parser*.c   text to a tree (ast.h)
 *   expand*.c arith.c pattern.c glob.c       words to fields
 *   exec*.c redirect.c functions.c           trees to processes
 *   jobs*.c trap.c                           processes and signals
 *   vars.c params.c options.c alias.c        state
 *   builtins/                                builtin commands
 *   line_editor.c history.c completion.c     the terminal
 */
#ifndef SH_SHELL_H
#define SH_SHELL_H

#include <setjmp.h>
#include <stdbool.h>
#include <sys/types.h>
#include <unistd.h>

#include "memory.h"

#define STATUS_ERROR 2          /* syntax errors and errors of special builtins */
#define STATUS_CANNOT_RUN 126   /* found, but no program */
#define STATUS_NOT_FOUND 127
#define STATUS_OF_SIGNAL 128    /* plus the signal's number */

/* The options of `set`; their letters and names are in options.c. */
enum option {
	OPTION_ALLEXPORT, OPTION_NOTIFY, OPTION_NOCLOBBER, OPTION_ERREXIT, OPTION_NOGLOB,
	OPTION_IGNOREEOF, OPTION_INTERACTIVE, OPTION_MONITOR, OPTION_NOEXEC, OPTION_STDIN,
	OPTION_NOUNSET, OPTION_VERBOSE, OPTION_XTRACE,
	OPTION_COUNT,
};

/* Why commands are being left out. */
enum skip {
	SKIP_NONE,
	SKIP_BREAK,    /* leaves shell.skip_loops loops */
	SKIP_CONTINUE, /* the same, but goes on with the outermost of them */
	SKIP_RETURN,   /* leaves the function or the script that `.` reads */
};

struct shell {
	const char *name;            /* $0 */
	int status;                  /* $? */
	int line;                    /* of the command that is being executed */
	const char *builtin;         /* the builtin that is running, for its errors; or NULL */
	bool options[OPTION_COUNT];
	pid_t pid;                   /* $$: of the shell, in its subshells too */
	pid_t last_background;       /* $!; 0: none yet */
	bool is_subshell;            /* a forked copy of the shell that the user started */
	enum skip skip;
	int skip_loops;
	int loop_depth;              /* of the function that is being executed */
	int function_depth;
	int substitution_status;     /* of the last command substitution of this command */
};

extern struct shell shell;

static inline bool
option(enum option which)
{
	return shell.options[which];
}

/* ---- errors: error.c ---- */

/*
 * What has to be undone when an error unwinds: the first member of a struct on
 * the stack of the function that pushes it and pops it before it returns.
 */
struct cleanup {
	struct cleanup *outer;
	void (*undo)(struct cleanup *self);
};

void cleanup_push(struct cleanup *cleanup, void (*undo)(struct cleanup *self));
/* Takes the latest cleanup off and carries it out. */
void cleanup_pop(struct cleanup *cleanup);

/*
 * Catches errors: `if (setjmp(c.jump) == 0) { ... }  catch_end(&c)`, after
 * catch_begin. When an error comes setjmp returns again, with shell.status set
 * and everything undone that was done since.
 */
struct catcher {
	jmp_buf jump;
	struct catcher *outer;
	struct cleanup *cleanups;
	struct arena_mark scratch;
	int loop_depth, function_depth;
	const char *builtin;
};

void catch_begin(struct catcher *catcher);
void catch_end(struct catcher *catcher);
/* In a forked child: errors end it, whatever its parent would have caught. */
void catch_nothing(void);

/* "NAME: LINE: [BUILTIN: ]message" on standard error. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Complains and unwinds to the innermost catcher; without one the shell ends. */
_Noreturn void shell_error(int status, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Unwinds without a message, with the status given. */
_Noreturn void shell_unwind(int status);
/* Ends the shell: runs the EXIT trap first. */
_Noreturn void shell_exit(int status);
/* An error when little of the stack is left: what recurses calls this first. */
void check_stack(void);
void note_stack_start(void);

/* ---- run.c ---- */
struct source;
/*
 * Parses and executes commands until the end of the source or until something
 * skips the rest. Returns the status of the last command; 0 when there was none.
 */
int run_source(struct source *source, unsigned flags);
/* Executes a string as commands; flags as execute() has them. Returns the status. */
int run_string(const char *text, unsigned flags);
/* Executes a file that was opened; closes it. */
int run_file(int fd);

#endif
