/*
 * A simple command: words are expanded, redirections made, variables assigned,
 * and then a builtin, a function or a program runs.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "builtins/builtins.h"
#include "exec.h"
#include "expand.h"
#include "functions.h"
#include "jobs.h"
#include "prompt.h"
#include "redirect.h"
#include "trap.h"
#include "vars.h"

struct invocation {
	const struct node *node;
	struct fields words;
	char **argv; /* behind `command` */
	int argc;
	bool by_command; /* `command` stands before it: no function, no fatal errors */
	unsigned flags;
};

static void
trace(const struct invocation *call)
{
	if (!option(OPTION_XTRACE))
		return;
	fputs(prompt_expand("PS4", "+ "), stderr);
	for (const struct assignment *a = call->node->simple.assignments; a != NULL; a = a->next)
		fprintf(stderr, "%s=%s%s", a->name, expand_assignment(a->value),
				a->next != NULL || call->words.count > 0 ? " " : "");
	for (size_t i = 0; i < call->words.count; i++)
		fprintf(stderr, "%s%s", i > 0 ? " " : "", call->words.values[i]);
	fputc('\n', stderr);
}

/* Assigns the variables; into the innermost scope when they are for the command only. */
static void
assign(const struct invocation *call, bool is_local)
{
	for (const struct assignment *a = call->node->simple.assignments; a != NULL; a = a->next) {
		char *value = expand_assignment(a->value);

		if (is_local)
			scope_make_local(a->name);
		var_set(a->name, value);
		if (is_local)
			var_mark(a->name, VAR_EXPORTED);
	}
}

/* No command at all: assignments stay, redirections are tried and undone. */
static int
run_nothing(const struct invocation *call)
{
	struct saved_fds saved;
	bool is_redirected;

	saved_fds_begin(&saved);
	is_redirected = redirect(call->node->redirections, &saved);
	saved_fds_end(&saved);
	if (!is_redirected)
		return STATUS_ERROR;
	assign(call, false);
	return shell.substitution_status;
}

static int
run_function(const struct invocation *call, const struct node *function)
{
	struct saved_fds saved;
	struct scope scope;
	int status = STATUS_ERROR;

	saved_fds_begin(&saved);
	scope_begin(&scope);
	if (redirect(call->node->redirections, &saved)) {
		assign(call, true);
		status = function_call(function, (size_t)call->argc, call->argv, call->flags);
	}
	scope_end(&scope);
	saved_fds_end(&saved);
	return status;
}

/* What a builtin has printed goes out now: the next command may be a process. */
static int
flush_output(const char *name, int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	clearerr(stdout);
	shell.builtin = name;
	complain("I/O error");
	return status != 0 ? status : 1;
}

static int
call_builtin(const struct invocation *call, const struct builtin *builtin)
{
	bool wants_help = builtin_asks_for_help(call->argc, call->argv);

	shell.builtin = call->argv[0];
	return flush_output(call->argv[0], wants_help ? builtin_print_help(builtin->name) :
			builtin->run(call->argc, call->argv, call->flags));
}

/*
 * Assignments before a special builtin stay. Redirections of `exec` without
 * arguments do too.
 */
static int
run_builtin(const struct invocation *call, const struct builtin *builtin)
{
	bool is_local = (!builtin->is_special || call->by_command) &&
			call->node->simple.assignments != NULL;
	struct saved_fds saved;
	struct scope scope;
	int status;

	saved_fds_begin(&saved);
	if (!redirect(call->node->redirections, &saved))
		shell_unwind(STATUS_ERROR);
	/* No scope without need: `local` means the scope of its function. */
	if (is_local)
		scope_begin(&scope);
	assign(call, is_local);
	status = call_builtin(call, builtin);
	if (is_local)
		scope_end(&scope);
	if (builtin->keeps_redirections && call->argc == 1)
		saved_fds_keep(&saved);
	else
		saved_fds_end(&saved);
	return status;
}

/* Errors in a builtin that is not special, or behind `command`, end just the builtin. */
static int
run_guarded(const struct invocation *call, const struct builtin *builtin)
{
	struct catcher catcher;
	volatile int status = STATUS_ERROR;

	catch_begin(&catcher);
	if (setjmp(catcher.jump) == 0)
		status = run_builtin(call, builtin);
	else
		status = shell.status;
	catch_end(&catcher);
	if (trap_is_interrupted())
		shell_unwind(status);
	return status;
}

/* In the process that is to become the program. */
static _Noreturn void
become_program(const struct invocation *call, const char *path)
{
	struct scope scope;

	if (!redirect(call->node->redirections, NULL))
		shell_exit(STATUS_ERROR);
	scope_begin(&scope);
	assign(call, true);
	program_exec(path, call->argv);
}

/* An assignment of PATH before a command decides where that is looked for. */
static char *
find_with_assignments(const struct invocation *call)
{
	struct scope scope;
	char *path;

	scope_begin(&scope);
	for (const struct assignment *a = call->node->simple.assignments; a != NULL; a = a->next) {
		if (strcmp(a->name, "PATH") == 0) {
			scope_make_local(a->name);
			var_set(a->name, expand_assignment(a->value));
		}
	}
	path = program_find(call->argv[0]);
	scope_end(&scope);
	return path;
}

static int
report_not_found(const struct invocation *call, int error)
{
	struct saved_fds saved;

	/* Its redirections hold for the message too. */
	saved_fds_begin(&saved);
	if (redirect(call->node->redirections, &saved))
		complain("%s: %s", call->argv[0],
				error == ENOENT ? "not found" : strerror(error));
	saved_fds_end(&saved);
	return error == ENOENT ? STATUS_NOT_FOUND : STATUS_CANNOT_RUN;
}

static int
run_program(const struct invocation *call)
{
	char *path = find_with_assignments(call);
	struct job *job;

	if (path == NULL)
		return report_not_found(call, errno);
	if ((call->flags & EXEC_LAST) && !trap_any_is_set() && !option(OPTION_MONITOR))
		become_program(call, path);
	job = job_new(call->node);
	if (job_fork(job, FORK_FOREGROUND) == 0)
		become_program(call, path);
	return job_wait(job);
}

/* `command` with no option but -p stands for its arguments. */
static void
strip_command(struct invocation *call)
{
	while (call->argc > 1 && strcmp(call->argv[0], "command") == 0) {
		int skipped = strcmp(call->argv[1], "-p") == 0 ||
				strcmp(call->argv[1], "--") == 0 ? 2 : 1;

		if (call->argc == skipped || (skipped == 1 && call->argv[1][0] == '-'))
			return;
		call->argv += skipped;
		call->argc -= skipped;
		call->by_command = true;
	}
}

static int
dispatch(struct invocation *call)
{
	const struct builtin *builtin;
	const struct node *function;

	if (call->words.count == 0)
		return run_nothing(call);
	/* Such an error ends a script whatever the command is, so it comes before all else. */
	for (const struct assignment *a = call->node->simple.assignments; a != NULL; a = a->next)
		var_check_writable(a->name);
	strip_command(call);
	builtin = builtin_find(call->argv[0]);
	if (builtin != NULL && builtin->is_special && !call->by_command)
		return run_builtin(call, builtin);
	function = call->by_command ? NULL : function_find(call->argv[0]);
	if (function != NULL)
		return run_function(call, function);
	return builtin != NULL ? run_guarded(call, builtin) : run_program(call);
}

/* Words behind export, readonly and local that assign are expanded as assignments are. */
static void
expand_command_words(struct fields *fields, const struct word *words)
{
	const struct builtin *builtin = NULL;

	for (; words != NULL; words = words->next) {
		const struct assignment *assignment = words->assignment;
		struct word single = {.parts = words->parts};

		if (builtin != NULL && builtin->takes_assignments && assignment != NULL)
			fields_add(fields, format_string("%s=%s", assignment->name,
					expand_assignment(assignment->value)));
		else
			expand_words(fields, &single);
		if (fields->count == 1)
			builtin = builtin_find(fields->values[0]);
	}
	fields_add(fields, NULL);
	fields->count--;
}

int
exec_simple(const struct node *node, unsigned flags)
{
	struct arena_mark mark = arena_mark(&scratch);
	struct invocation call = {.node = node, .flags = flags};
	const char *outer_builtin = shell.builtin;
	int status;

	shell.line = node->line;
	shell.builtin = NULL;
	shell.substitution_status = 0;
	expand_command_words(&call.words, node->simple.words);
	call.argv = call.words.values;
	call.argc = (int)call.words.count;
	trace(&call);
	status = dispatch(&call);
	shell.builtin = outer_builtin;
	arena_release(&scratch, mark);
	return status;
}
