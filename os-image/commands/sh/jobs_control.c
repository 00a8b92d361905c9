/* Job control: who has the terminal, and the words in which jobs are listed. */
#include <ctype.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>

#include "jobs.h"
#include "redirect.h"
#include "shell.h"
#include "trap.h"

#define STATE_WIDTH 28

static int terminal = -1;     /* open while job control is on */
static pid_t group_before;    /* of the shell, before job control */
static struct termios modes;  /* of the terminal while the shell has it */

bool
jobs_have_control(void)
{
	return terminal >= 0 && option(OPTION_MONITOR);
}

/* Puts the shell into a group of its own that has the terminal; false when that can't be. */
static bool
take_control(void)
{
	terminal = open("/dev/tty", O_RDWR);
	if (terminal < 0)
		terminal = fcntl(STDERR_FILENO, F_DUPFD, USER_FDS);
	if (terminal >= 0)
		terminal = move_fd_up(terminal);
	if (terminal < 0 || tcgetpgrp(terminal) < 0) {
		if (terminal >= 0)
			close(terminal);
		terminal = -1;
		return false;
	}
	group_before = getpgrp();
	trap_set_job_control(true);
	setpgid(0, 0);
	tcsetpgrp(terminal, getpgrp());
	tcgetattr(terminal, &modes);
	return true;
}

void
jobs_set_control(bool on)
{
	if (on == (terminal >= 0))
		return;
	if (on && !take_control()) {
		complain("can't access tty; job control turned off");
		shell.options[OPTION_MONITOR] = false;
	} else if (!on) {
		jobs_release_terminal();
	}
}

void
jobs_release_terminal(void)
{
	if (terminal < 0 || shell.is_subshell)
		return;
	tcsetpgrp(terminal, group_before);
	setpgid(0, group_before);
	trap_set_job_control(false);
	close(terminal);
	terminal = -1;
}

void
jobs_give_terminal(pid_t group)
{
	if (terminal >= 0)
		tcsetpgrp(terminal, group);
}

/* What a program that ended by itself has made of the terminal, as stty does, is meant to stay. */
void
jobs_take_terminal(bool keeps_modes)
{
	if (terminal < 0)
		return;
	tcsetpgrp(terminal, getpgrp());
	if (keeps_modes)
		tcgetattr(terminal, &modes);
	else
		tcsetattr(terminal, TCSADRAIN, &modes);
}

static const char *
state_text(const struct job *job)
{
	int status = job_status(job);

	switch (job_state(job)) {
	case PROCESS_RUNNING: return "Running";
	case PROCESS_STOPPED: return "Stopped";
	default: break;
	}
	if (WIFSIGNALED(job->processes[job->count - 1].status))
		return signal_text(status - STATUS_OF_SIGNAL);
	return status == 0 ? "Done" : format_string("Done(%d)", status);
}

void
job_print(const struct job *job, bool with_pids, int to_error)
{
	FILE *stream = to_error ? stderr : stdout;
	char mark = job == job_current() ? '+' : job == job_previous() ? '-' : ' ';

	fprintf(stream, "[%d] %c ", job->number, mark);
	for (size_t i = 0; with_pids && i < job->count; i++)
		fprintf(stream, "%ld ", (long)job->processes[i].pid);
	fprintf(stream, "%-*s%s\n", STATE_WIDTH - 1, state_text(job),
			job->text != NULL ? job->text : "");
}

void
jobs_notify(void)
{
	jobs_poll();
	for (struct job *job = jobs_first(), *next; job != NULL; job = next) {
		next = job->next;
		if (!job->is_changed || job->number == 0)
			continue;
		job_print(job, false, true);
		job->is_changed = false;
		if (job_state(job) == PROCESS_DONE)
			job_forget(job);
	}
}

/* A job by the text of its command: its start, or any part of it behind a question mark. */
static struct job *
find_by_text(const char *text)
{
	bool anywhere = *text == '?';

	for (struct job *job = jobs_first(); job != NULL; job = job->next) {
		if (job->number == 0 || job->text == NULL)
			continue;
		if (anywhere ? strstr(job->text, text + 1) != NULL :
				strncmp(job->text, text, strlen(text)) == 0)
			return job;
	}
	return NULL;
}

struct job *
job_find(const char *name)
{
	long number;

	if (*name != '%') {
		number = strtol(name, NULL, 10);
		for (struct job *job = jobs_first(); job != NULL; job = job->next)
			for (size_t i = 0; i < job->count; i++)
				if (job->processes[i].pid == number)
					return job;
		return NULL;
	}
	name++;
	if (*name == '\0' || strcmp(name, "%") == 0 || strcmp(name, "+") == 0)
		return job_current();
	if (strcmp(name, "-") == 0)
		return job_previous();
	if (!isdigit((unsigned char)*name))
		return find_by_text(name);
	number = strtol(name, NULL, 10);
	for (struct job *job = jobs_first(); job != NULL; job = job->next)
		if (job->number == number)
			return job;
	return NULL;
}
