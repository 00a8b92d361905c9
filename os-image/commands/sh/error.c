/* Errors, unwinding and the end of the shell. */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include "history.h"
#include "shell.h"
#include "trap.h"

/* A process may have 1 MB of stack; what is left is for whoever notices, and for handlers. */
#define STACK_USE_MAX (640u * 1024u)

static struct catcher *innermost;
static struct cleanup *cleanups;
static uintptr_t stack_start;

void
cleanup_push(struct cleanup *cleanup, void (*undo)(struct cleanup *self))
{
	*cleanup = (struct cleanup){.outer = cleanups, .undo = undo};
	cleanups = cleanup;
}

void
cleanup_pop(struct cleanup *cleanup)
{
	cleanups = cleanup->outer;
	cleanup->undo(cleanup);
}

void
catch_begin(struct catcher *catcher)
{
	catcher->outer = innermost;
	catcher->cleanups = cleanups;
	catcher->scratch = arena_mark(&scratch);
	catcher->loop_depth = shell.loop_depth;
	catcher->function_depth = shell.function_depth;
	catcher->builtin = shell.builtin;
	innermost = catcher;
}

void
catch_end(struct catcher *catcher)
{
	innermost = catcher->outer;
}

void
catch_nothing(void)
{
	innermost = NULL;
	cleanups = NULL;
}

static void
vcomplain(const char *format, va_list arguments)
{
	fflush(stdout);
	if (shell.line > 0)
		fprintf(stderr, "%s: %d: ", shell.name, shell.line);
	else
		fprintf(stderr, "%s: ", shell.name);
	if (shell.builtin != NULL)
		fprintf(stderr, "%s: ", shell.builtin);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
}

void
complain(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vcomplain(format, arguments);
	va_end(arguments);
}

void
shell_error(int status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vcomplain(format, arguments);
	va_end(arguments);
	shell_unwind(status);
}

void
shell_unwind(int status)
{
	struct catcher *catcher = innermost;

	if (catcher == NULL)
		shell_exit(status);
	while (cleanups != catcher->cleanups)
		cleanup_pop(cleanups);
	arena_release(&scratch, catcher->scratch);
	shell.loop_depth = catcher->loop_depth;
	shell.function_depth = catcher->function_depth;
	shell.builtin = catcher->builtin;
	shell.skip = SKIP_NONE;
	shell.status = status;
	longjmp(catcher->jump, 1);
}

void
shell_exit(int status)
{
	catch_nothing();
	shell.status = status;
	trap_run_exit();
	if (option(OPTION_INTERACTIVE) && !shell.is_subshell)
		history_save();
	fflush(stdout);
	_exit(shell.status);
}

void
note_stack_start(void)
{
	char here;

	stack_start = (uintptr_t)&here;
}

void
check_stack(void)
{
	char here;

	if (stack_start - (uintptr_t)&here > STACK_USE_MAX)
		shell_error(STATUS_ERROR, "nested too deeply: the stack is full");
}
