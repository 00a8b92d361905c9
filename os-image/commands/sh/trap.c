/*
 * A handler only notes its signal; actions run between commands, where the
 * shell's own state is whole.
 */
#include "trap.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell.h"

static char *actions[NSIG];
static int ignored_at_start[NSIG]; /* 0: not looked at yet, 1: no, 2: yes */
static volatile sig_atomic_t came[NSIG];
static volatile sig_atomic_t any_came;
static bool is_interactive, has_job_control;
static bool in_trap;
static int status_before_trap;

static void
note_signal(int number)
{
	came[number] = 1;
	any_came = 1;
}

/* A script can't trap what was ignored when it started. */
static bool
was_ignored(int number)
{
	struct sigaction action;

	if (ignored_at_start[number] == 0) {
		sigaction(number, NULL, &action);
		ignored_at_start[number] = action.sa_handler == SIG_IGN ? 2 : 1;
	}
	return ignored_at_start[number] == 2;
}

/* How the shell itself takes a signal that has no action. */
static sighandler_t
own_handler(int number)
{
	if (is_interactive && number == SIGINT)
		return note_signal;
	if (is_interactive && (number == SIGQUIT || number == SIGTERM))
		return SIG_IGN;
	if (has_job_control && (number == SIGTSTP || number == SIGTTIN || number == SIGTTOU))
		return SIG_IGN;
	return SIG_DFL;
}

static void
install(int number)
{
	const char *action = actions[number];
	struct sigaction new_action = {.sa_handler = SIG_DFL};

	if (number == TRAP_EXIT || number == SIGKILL || number == SIGSTOP)
		return;
	if (was_ignored(number) && !is_interactive)
		return;
	if (action == NULL)
		new_action.sa_handler = own_handler(number);
	else
		new_action.sa_handler = *action == '\0' ? SIG_IGN : note_signal;
	sigaction(number, &new_action, NULL);
}

void
trap_set(int number, const char *action)
{
	char *old = actions[number];

	actions[number] = action != NULL ? copy_string(action) : NULL;
	free(old);
	install(number);
}

const char *
trap_get(int number)
{
	return actions[number];
}

bool
trap_any_is_set(void)
{
	for (int i = 0; i < NSIG; i++)
		if (actions[i] != NULL && *actions[i] != '\0')
			return true;
	return false;
}

/* Runs an action with $? kept around it. */
static void
run_action(const char *action)
{
	int status = shell.status, outer_status = status_before_trap;
	enum skip skip = shell.skip;
	struct arena_mark mark = arena_mark(&scratch);
	bool outer = in_trap;
	/* The action may set another one in its place. */
	char *copy = arena_copy(&scratch, action, strlen(action));

	in_trap = true;
	status_before_trap = status;
	shell.skip = SKIP_NONE;
	run_string(copy, 0);
	/* An action may leave the loop or function that it interrupted. */
	if (shell.skip == SKIP_NONE) {
		shell.skip = skip;
		shell.status = status;
	}
	in_trap = outer;
	status_before_trap = outer_status;
	arena_release(&scratch, mark);
}

void
trap_run_pending(void)
{
	if (!any_came)
		return;
	any_came = 0;
	for (int number = 1; number < NSIG; number++) {
		if (!came[number])
			continue;
		came[number] = 0;
		if (actions[number] != NULL) {
			run_action(actions[number]);
		} else if (number == SIGINT) {
			in_trap = false;
			fputc('\n', stderr);
			shell_unwind(STATUS_OF_SIGNAL + SIGINT);
		}
	}
}

bool
trap_is_pending(void)
{
	return any_came;
}

int
trap_first_pending(void)
{
	for (int number = 1; number < NSIG; number++)
		if (came[number])
			return number;
	return 0;
}

void
trap_run_exit(void)
{
	char *action = actions[TRAP_EXIT];

	actions[TRAP_EXIT] = NULL;
	if (action != NULL && *action != '\0') {
		shell.builtin = NULL;
		shell.loop_depth = 0;
		run_action(action);
	}
	free(action);
}

int
trap_exit_status(void)
{
	return in_trap ? status_before_trap : shell.status;
}

void
trap_interrupt(void)
{
	note_signal(SIGINT);
}

bool
trap_is_interrupted(void)
{
	return came[SIGINT] && actions[SIGINT] == NULL;
}

void
trap_forget_interrupt(void)
{
	came[SIGINT] = 0;
}

void
trap_set_interactive(void)
{
	static const int numbers[] = {SIGINT, SIGQUIT, SIGTERM};

	is_interactive = option(OPTION_INTERACTIVE);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		install(numbers[i]);
}

void
trap_set_job_control(bool on)
{
	static const int numbers[] = {SIGTSTP, SIGTTIN, SIGTTOU};

	has_job_control = on;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		install(numbers[i]);
}

void
trap_reset_in_child(bool ignores_keyboard)
{
	bool was_interactive = is_interactive, had_job_control = has_job_control;

	is_interactive = has_job_control = in_trap = false;
	for (int number = 0; number < NSIG; number++) {
		if (actions[number] != NULL && *actions[number] != '\0')
			trap_set(number, NULL);
		came[number] = 0;
	}
	any_came = 0;
	if (was_interactive) {
		install(SIGINT);
		install(SIGQUIT);
		install(SIGTERM);
	}
	if (had_job_control) {
		install(SIGTSTP);
		install(SIGTTIN);
		install(SIGTTOU);
	}
	if (ignores_keyboard) {
		signal(SIGINT, SIG_IGN);
		signal(SIGQUIT, SIG_IGN);
	}
}
