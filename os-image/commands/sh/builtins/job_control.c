/* jobs, wait, fg, bg, kill and times. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/times.h>

#include "../jobs.h"
#include "../shell.h"
#include "../trap.h"
#include "builtins.h"

#define SECONDS_A_MINUTE 60

static struct job *
find_job(const char *name)
{
	struct job *job = job_find(name);

	if (job == NULL || job->number == 0)
		shell_error(STATUS_ERROR, "No such job: %s", name);
	return job;
}

/* jobs [-lp] [JOB...]; those that ended are listed once. */
int
builtin_jobs(int argc, char **argv, unsigned flags)
{
	bool with_pids = false, only_groups = false;
	int next = 1, letter;

	(void)argc;
	(void)flags;
	while ((letter = builtin_option(argv, &next, "lp", NULL)) != 0) {
		with_pids |= letter == 'l';
		only_groups |= letter == 'p';
	}
	jobs_poll();
	for (struct job *job = jobs_first(), *following; job != NULL; job = following) {
		following = job->next;
		if (job->number == 0 || (argv[next] != NULL && job != find_job(argv[next])))
			continue;
		if (only_groups)
			printf("%ld\n", (long)job->processes[0].pid);
		else
			job_print(job, with_pids, false);
		job->is_changed = false;
		if (job_state(job) == PROCESS_DONE)
			job_forget(job);
	}
	return 0;
}

/* Waits until a job ended: its status, or that of a signal that has an action and came first. */
static int
wait_for(struct job *job)
{
	int status;

	while (job_state(job) == PROCESS_RUNNING) {
		if (trap_is_pending() && trap_first_pending() != SIGCHLD)
			return STATUS_OF_SIGNAL + trap_first_pending();
		if (!jobs_wait_any())
			break;
	}
	status = job_status(job);
	if (job_state(job) == PROCESS_DONE)
		job_forget(job);
	return status;
}

static struct job *
first_running(void)
{
	struct job *job = jobs_first();

	while (job != NULL && (job->number == 0 || job_state(job) == PROCESS_STOPPED))
		job = job->next;
	return job;
}

int
builtin_wait(int argc, char **argv, unsigned flags)
{
	struct job *job;
	int status = 0;

	(void)flags;
	jobs_forget_inherited();
	if (argc == 1) {
		while ((job = first_running()) != NULL) {
			status = wait_for(job);
			if (trap_is_pending() && trap_first_pending() != SIGCHLD)
				return status;
		}
		return 0;
	}
	for (int i = 1; i < argc; i++) {
		if (argv[i][0] != '%')
			builtin_number(argv[i]);
		job = argv[i][0] == '%' ? find_job(argv[i]) : job_find(argv[i]);
		status = job != NULL && job->number != 0 ? wait_for(job) : STATUS_NOT_FOUND;
	}
	return status;
}

/* fg and bg. */
int
builtin_fg(int argc, char **argv, unsigned flags)
{
	bool in_foreground = argv[0][0] == 'f';
	struct job *job;

	(void)flags;
	jobs_forget_inherited();
	job = argc > 1 ? find_job(argv[1]) : job_current();
	if (job == NULL)
		shell_error(STATUS_ERROR, "No current job");
	if (job->group == 0)
		shell_error(STATUS_ERROR, "job %%%d was not started under job control",
				job->number);
	if (in_foreground)
		printf("%s\n", job->text != NULL ? job->text : "");
	else
		printf("[%d] %s\n", job->number, job->text != NULL ? job->text : "");
	fflush(stdout);
	return job_continue(job, in_foreground);
}

static void
list_signals(void)
{
	for (int number = 1; number < NSIG; number++)
		if (signal_name(number) != NULL)
			printf("%s\n", signal_name(number));
}

/* kill -l [STATUS...] */
static int
name_signals(char **numbers)
{
	if (*numbers == NULL)
		list_signals();
	for (; *numbers != NULL; numbers++) {
		int number = builtin_number(*numbers);
		const char *name;

		if (number > STATUS_OF_SIGNAL)
			number -= STATUS_OF_SIGNAL;
		name = signal_name(number);
		if (name == NULL)
			shell_error(STATUS_ERROR, "invalid signal number or exit status: %s",
					*numbers);
		puts(name);
	}
	return 0;
}

static int
signal_or_fail(const char *name)
{
	int number = signal_number(name);

	if (number < 0)
		shell_error(STATUS_ERROR, "invalid signal number or name: %s", name);
	return number;
}

/* A pid, a process group as -group, or a job. False after a message. */
static bool
kill_one(const char *target, int number)
{
	struct job *job;
	char *end;
	long pid;

	if (*target == '%') {
		job = find_job(target);
		pid = job->group != 0 ? -(long)job->group : (long)job->processes[0].pid;
	} else {
		pid = strtol(target, &end, 10);
		if (end == target || *end != '\0')
			shell_error(STATUS_ERROR, "Illegal pid: %s", target);
	}
	if (kill((pid_t)pid, number) == 0)
		return true;
	complain("%s", strerror(errno));
	return false;
}

/* kill [-s NAME | -NAME | -NUMBER] TARGET... */
int
builtin_kill(int argc, char **argv, unsigned flags)
{
	int next = 1, number = SIGTERM, status = 0;

	(void)flags;
	if (argc > 1 && strcmp(argv[1], "-l") == 0)
		return name_signals(argv + 2);
	if (argc > 2 && strcmp(argv[1], "-s") == 0) {
		number = signal_or_fail(argv[2]);
		next = 3;
	} else if (argc > 1 && argv[1][0] == '-' && argv[1][1] != '\0' &&
			strcmp(argv[1], "--") != 0) {
		number = signal_or_fail(argv[1] + 1);
		next = 2;
	}
	if (argv[next] != NULL && strcmp(argv[next], "--") == 0)
		next++;
	if (argv[next] == NULL)
		shell_error(STATUS_ERROR, "Usage: kill [-s sigspec | -signum | -sigspec] "
				"[pid | job]... or kill -l [exitstatus]");
	for (; argv[next] != NULL; next++)
		if (!kill_one(argv[next], number))
			status = 1;
	return status;
}

static void
print_time(clock_t ticks, char end)
{
	long rate = sysconf(_SC_CLK_TCK);
	long hundredths = (long)(ticks % rate * 100 / rate), seconds = (long)(ticks / rate);

	printf("%ldm%ld.%02lds%c", seconds / SECONDS_A_MINUTE, seconds % SECONDS_A_MINUTE,
			hundredths, end);
}

int
builtin_times(int argc, char **argv, unsigned flags)
{
	struct tms used;

	(void)argc;
	(void)argv;
	(void)flags;
	times(&used);
	print_time(used.tms_utime, ' ');
	print_time(used.tms_stime, '\n');
	print_time(used.tms_cutime, ' ');
	print_time(used.tms_cstime, '\n');
	return 0;
}
