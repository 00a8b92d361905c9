/*
 * The programs of /etc/ttys, each started again when it ends. One that keeps
 * dying young is held for a while, so that it can't take the whole machine.
 *
 * A line of /etc/ttys is
 *     LINE PROGRAM [ARGUMENT...]
 * where LINE is a terminal in /dev, which becomes the program's controlling
 * terminal and standard input and output, or "-" for none; a dash before the
 * program's path makes it a login shell. Empty lines and those that begin with #
 * mean nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "init.h"

#define TTYS "/etc/ttys"
#define JOBS_MAX 16
#define ARGUMENTS_MAX 8
#define LINE_MAX_LENGTH 128
#define YOUNG_S 2
#define YOUNG_DEATHS_MAX 5
#define HOLD_S 60

struct job {
	char text[LINE_MAX_LENGTH]; /* the line, cut into words */
	char *words[ARGUMENTS_MAX + 2]; /* terminal, program, arguments, NULL */
	pid_t pid; /* 0: does not run */
	time_t started_s;
	time_t due_s;
	unsigned young_deaths; /* in a row */
};

static struct job jobs[JOBS_MAX];
static size_t job_count;

static bool
is_login_shell(const char *program)
{
	return program[0] == '-';
}

/* A job without a program is left out for good: it would only fail again and again. */
static bool
is_there(const char *program)
{
	if (access(program + is_login_shell(program), X_OK) == 0)
		return true;
	say("%s names %s: %s", TTYS, program, strerror(errno));
	return false;
}

static void
add_job(const char *line)
{
	struct job *job = &jobs[job_count];
	size_t count = 0;
	char *rest;

	if (job_count == JOBS_MAX) {
		say("%s has more than %d lines: '%s' is left out", TTYS, JOBS_MAX, line);
		return;
	}
	memset(job, 0, sizeof(*job));
	snprintf(job->text, sizeof(job->text), "%s", line);
	for (char *word = strtok_r(job->text, " \t\n", &rest); word != NULL && count <= ARGUMENTS_MAX;
	     word = strtok_r(NULL, " \t\n", &rest))
		job->words[count++] = word;
	if (count == 0 || job->words[0][0] == '#')
		return;
	if (count == 1)
		say("%s: the line '%s' names no program", TTYS, job->text);
	else if (is_there(job->words[1]))
		job_count++;
}

void
jobs_read(bool single)
{
	char line[LINE_MAX_LENGTH];
	FILE *file = single ? NULL : fopen(TTYS, "r");

	if (file == NULL && !single)
		say("%s: %s; there is a shell on the console only", TTYS, strerror(errno));
	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		add_job(line);
	if (file != NULL)
		fclose(file);
	if (job_count == 0)
		add_job("console -/bin/sh");
	if (job_count == 0)
		say("nothing can be started: there are only servers and drivers");
}

/* In the child: a session of its own, on its terminal when it has one. */
static int
take_terminal(const char *name)
{
	char path[LINE_MAX_LENGTH];
	int fd;

	setsid();
	if (strcmp(name, "-") == 0)
		return 0;
	snprintf(path, sizeof(path), "/dev/%s", name);
	fd = open(path, O_RDWR);
	if (fd < 0)
		return -1;
	for (int target = STDIN_FILENO; target <= STDERR_FILENO; target++)
		if (fd != target)
			dup2(fd, target);
	if (fd > STDERR_FILENO)
		close(fd);
	return ioctl(STDIN_FILENO, TIOCSCTTY, 0);
}

static _Noreturn void
become(struct job *job)
{
	char **arguments = &job->words[1];
	const char *program = arguments[0];
	char login_name[LINE_MAX_LENGTH];

	restore_signals();
	if (take_terminal(job->words[0]) != 0) {
		say("/dev/%s: %s", job->words[0], strerror(errno));
		_exit(EXIT_FAILURE);
	}
	if (is_login_shell(program)) {
		const char *slash = strrchr(program, '/');

		snprintf(login_name, sizeof(login_name), "-%s", slash != NULL ? slash + 1 : program + 1);
		arguments[0] = login_name;
		program++;
	}
	execv(program, arguments);
	say("%s: %s", program, strerror(errno));
	_exit(EXIT_FAILURE);
}

static void
start(struct job *job)
{
	pid_t child = fork();

	job->started_s = uptime_s();
	if (child == 0)
		become(job);
	if (child > 0) {
		job->pid = child;
		return;
	}
	say("no process for %s: %s", job->words[1], strerror(errno));
	job->due_s = job->started_s + 1;
}

time_t
jobs_start(void)
{
	time_t next_s = 0;

	for (struct job *job = jobs; job < &jobs[job_count]; job++) {
		if (job->pid != 0)
			continue;
		if (job->due_s <= uptime_s())
			start(job);
		if (job->pid == 0 && (next_s == 0 || job->due_s < next_s))
			next_s = job->due_s;
	}
	return next_s;
}

void
job_ended(pid_t pid)
{
	for (struct job *job = jobs; job < &jobs[job_count]; job++) {
		if (job->pid != pid)
			continue;
		job->pid = 0;
		job->due_s = 0;
		if (uptime_s() - job->started_s >= YOUNG_S) {
			job->young_deaths = 0;
		} else if (++job->young_deaths > YOUNG_DEATHS_MAX) {
			say("%s on %s ended %u times within %d s each: held for %d s",
			    job->words[1], job->words[0], job->young_deaths, YOUNG_S, HOLD_S);
			job->young_deaths = 0;
			job->due_s = uptime_s() + HOLD_S;
		}
		return;
	}
}
