/* The table of jobs: forking into it, waiting, and what is kept of jobs that ended. */
#include "jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "command_text.h"
#include "shell.h"
#include "trap.h"

/* How many background jobs that ended are kept for a `wait`: a loop of `&` must not grow. */
#define KEPT_MAX 64

static struct job *jobs; /* newest last, foreground ones included */
static struct job *current, *previous;
static bool are_inherited; /* those of the shell that this one was forked from */

struct job *
jobs_first(void)
{
	return jobs;
}

struct job *
job_current(void)
{
	return current;
}

struct job *
job_previous(void)
{
	return previous;
}

struct job *
job_new(const struct node *command)
{
	struct job *job = allocate(sizeof(*job)), **last = &jobs;

	jobs_forget_inherited();
	*job = (struct job){0};
	if (command != NULL && jobs_have_control())
		job->text = copy_string(command_text(command));
	while (*last != NULL)
		last = &(*last)->next;
	*last = job;
	return job;
}

/* The newest numbered job that is not the one given. */
static struct job *
newest_but(const struct job *excluded)
{
	struct job *newest = NULL;

	for (struct job *job = jobs; job != NULL; job = job->next)
		if (job->number != 0 && job != excluded)
			newest = job;
	return newest;
}

void
job_forget(struct job *job)
{
	struct job **link = &jobs;

	while (*link != job)
		link = &(*link)->next;
	*link = job->next;
	if (current == job) {
		current = previous;
		previous = NULL;
	}
	if (previous == job)
		previous = NULL;
	if (current == NULL)
		current = newest_but(NULL);
	if (previous == NULL)
		previous = newest_but(current);
	free(job->processes);
	free(job->text);
	free(job);
}

enum process_state
job_state(const struct job *job)
{
	enum process_state state = PROCESS_DONE;

	for (size_t i = 0; i < job->count; i++) {
		if (job->processes[i].state == PROCESS_RUNNING)
			return PROCESS_RUNNING;
		if (job->processes[i].state == PROCESS_STOPPED)
			state = PROCESS_STOPPED;
	}
	return state;
}

static int
status_of_process(const struct process *process)
{
	if (process->state == PROCESS_STOPPED)
		return STATUS_OF_SIGNAL + WSTOPSIG(process->status);
	if (WIFSIGNALED(process->status))
		return STATUS_OF_SIGNAL + WTERMSIG(process->status);
	return WEXITSTATUS(process->status);
}

int
job_status(const struct job *job)
{
	if (job->count == 0)
		return STATUS_ERROR;
	for (size_t i = 0; i < job->count; i++)
		if (job->processes[i].state == PROCESS_STOPPED)
			return status_of_process(&job->processes[i]);
	return status_of_process(&job->processes[job->count - 1]);
}

static void
note_status(pid_t pid, int status)
{
	for (struct job *job = jobs; job != NULL; job = job->next) {
		for (size_t i = 0; i < job->count; i++) {
			struct process *process = &job->processes[i];

			if (process->pid != pid || process->state == PROCESS_DONE)
				continue;
			process->status = status;
			process->state = WIFSTOPPED(status) ? PROCESS_STOPPED : PROCESS_DONE;
			job->is_changed = true;
			return;
		}
	}
}

/* Collects one child; what waitpid returned. */
static pid_t
collect(int options)
{
	int status;
	pid_t pid = waitpid(-1, &status, options | (jobs_have_control() ? WUNTRACED : 0));

	if (pid > 0)
		note_status(pid, status);
	return pid;
}

void
jobs_poll(void)
{
	while (jobs != NULL && collect(WNOHANG) > 0)
		;
}

/* Children that somebody else collected, or that never were: nothing to wait for. */
static void
give_up(struct job *job)
{
	for (size_t i = 0; i < job->count; i++) {
		if (job->processes[i].state == PROCESS_RUNNING) {
			job->processes[i].state = PROCESS_DONE;
			job->processes[i].status = STATUS_NOT_FOUND << 8;
		}
	}
}

static void
ignore_signal(int number)
{
	(void)number;
}

/* With all signals blocked between looking and waiting, so that none is missed. */
bool
jobs_wait_any(void)
{
	struct sigaction action = {.sa_handler = ignore_signal}, old;
	sigset_t all, before;
	pid_t pid;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	sigaction(SIGCHLD, NULL, &old);
	if (old.sa_handler == SIG_DFL)
		sigaction(SIGCHLD, &action, NULL);
	pid = collect(WNOHANG);
	if (pid == 0 && !trap_is_pending())
		sigsuspend(&before);
	if (old.sa_handler == SIG_DFL)
		sigaction(SIGCHLD, &old, NULL);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return pid >= 0;
}

/* Jobs that ended long ago and nobody asked for go. */
static void
forget_oldest(void)
{
	int done = 0;

	for (struct job *job = jobs; job != NULL; job = job->next)
		done += job->number != 0 && job_state(job) == PROCESS_DONE;
	for (struct job *job = jobs, *next; job != NULL && done > KEPT_MAX; job = next) {
		next = job->next;
		if (job->number != 0 && job_state(job) == PROCESS_DONE) {
			job_forget(job);
			done--;
		}
	}
}

/* In the child: what must not be inherited. */
static void
become_child(struct job *job, pid_t group, enum fork_mode mode)
{
	bool in_group = jobs_have_control() && mode != FORK_SUBSTITUTION;

	catch_nothing();
	shell.is_subshell = true;
	if (in_group) {
		setpgid(0, group);
		if (mode == FORK_FOREGROUND)
			jobs_give_terminal(getpgrp());
	}
	shell.options[OPTION_MONITOR] = false;
	trap_reset_in_child(mode == FORK_BACKGROUND && !in_group);
	if (mode == FORK_BACKGROUND && !in_group && job->count == 0) {
		close(STDIN_FILENO);
		open("/dev/null", O_RDONLY);
	}
	are_inherited = true;
}

void
jobs_forget_inherited(void)
{
	while (are_inherited && jobs != NULL)
		job_forget(jobs);
	are_inherited = false;
}

static pid_t
fork_or_fail(void)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		shell_error(STATUS_ERROR, "Cannot fork: %s", strerror(errno));
	return pid;
}

pid_t
fork_unnoticed(void)
{
	return fork_or_fail();
}

pid_t
job_fork(struct job *job, enum fork_mode mode)
{
	pid_t pid;

	if (job->count == 0 && jobs->next != NULL)
		jobs_poll();
	pid = fork_or_fail();
	if (pid == 0) {
		become_child(job, job->group, mode);
		return 0;
	}
	if (jobs_have_control() && mode != FORK_SUBSTITUTION) {
		if (job->group == 0)
			job->group = pid;
		/* Both parent and child do it, so that it is done whoever comes first. */
		setpgid(pid, job->group);
		if (mode == FORK_FOREGROUND)
			jobs_give_terminal(job->group);
	}
	job->processes = reallocate(job->processes, (job->count + 1) * sizeof(*job->processes));
	job->processes[job->count++] = (struct process){.pid = pid};
	return pid;
}

/* Makes it the current one, with a number behind all others if it has none. */
static void
make_current(struct job *job)
{
	int number = 1;

	for (struct job *other = jobs; other != NULL; other = other->next)
		if (other->number >= number)
			number = other->number + 1;
	if (job->number == 0)
		job->number = number;
	if (current != job)
		previous = current;
	current = job;
}

void
job_leave_in_background(struct job *job)
{
	/* Not even a pipe could be made. */
	if (job->count == 0) {
		job_forget(job);
		return;
	}
	make_current(job);
	shell.last_background = job->processes[job->count - 1].pid;
	forget_oldest();
	if (option(OPTION_INTERACTIVE) && jobs_have_control())
		fprintf(stderr, "[%d] %ld\n", job->number, (long)shell.last_background);
}

/* Says how a foreground job ended, when a signal ended it. */
static void
report_signal(const struct job *job)
{
	const struct process *last = &job->processes[job->count - 1];
	int number = WIFSIGNALED(last->status) ? WTERMSIG(last->status) : 0;

	if (number != 0 && number != SIGINT && number != SIGPIPE)
		fprintf(stderr, "%s\n", signal_text(number));
}

int
job_wait(struct job *job)
{
	int status;
	bool is_interrupted;

	while (job_state(job) == PROCESS_RUNNING)
		if (collect(0) < 0 && errno != EINTR)
			give_up(job);
	status = job_status(job);
	if (job->group != 0)
		jobs_take_terminal(job_state(job) == PROCESS_DONE && status < STATUS_OF_SIGNAL);
	if (job_state(job) == PROCESS_STOPPED) {
		make_current(job);
		fputc('\n', stderr);
		job_print(job, false, true);
		job->is_changed = false;
		return status;
	}
	if (job->count > 0)
		report_signal(job);
	is_interrupted = job->group != 0 && status == STATUS_OF_SIGNAL + SIGINT;
	job_forget(job);
	if (is_interrupted)
		trap_interrupt();
	return status;
}

int
job_continue(struct job *job, bool in_foreground)
{
	for (size_t i = 0; i < job->count; i++)
		if (job->processes[i].state == PROCESS_STOPPED)
			job->processes[i].state = PROCESS_RUNNING;
	if (in_foreground)
		jobs_give_terminal(job->group);
	else
		make_current(job);
	kill(-job->group, SIGCONT);
	return in_foreground ? job_wait(job) : 0;
}
