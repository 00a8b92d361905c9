/* The table of jobs: starting them, passing on what they print, and how they ended. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hostd.h"

/*
 * Of a job that has ended, this much output may still be in the pipe; more than
 * that comes from processes it left behind, which need not ever stop.
 */
#define REST_MAX (64 * 1024)
#define SIGNAL_STATUS 128 /* a shell's way to say that a signal ended a command: this plus its number */

struct job {
	pid_t pid; /* 0: this entry is free */
	u32 id;
	enum job_kind kind;
	int output;   /* our end of the pipe; -1 after its end */
	int unwanted; /* the host does not wait for its answer any more */
};

static struct job jobs[CHANNEL_COMMANDS_MAX];

static void
close_output(struct job *job)
{
	if (job->output >= 0)
		close(job->output);
	job->output = -1;
}

static void
end_processes(const struct job *job)
{
	/* Until the child has come to make itself a session, there is only itself. */
	if (kill(-job->pid, SIGKILL) < 0)
		kill(job->pid, SIGKILL);
}

/* The host does not wait for it any more. */
static void
drop(struct job *job)
{
	job->unwanted = 1;
	close_output(job);
	end_processes(job);
}

/* ---- starting ---- */

static void
run_child(int output, job_body *body, const void *argument)
{
	signal(SIGCHLD, SIG_DFL);
	setsid();
	if (dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0)
		_exit(errno);
	close(output);
	close(device_fd()); /* so that it is closed when hostd ends, whatever the child is at */
	body(argument);
}

static struct job *
free_entry(void)
{
	for (u32 i = 0; i < ARRAY_LEN(jobs); i++)
		if (jobs[i].pid == 0)
			return &jobs[i];
	return NULL;
}

void
job_start(u32 id, enum job_kind kind, job_body *body, const void *argument)
{
	struct job *job = free_entry();
	int ends[2];
	pid_t pid;

	if (job == NULL) {
		report_failed(id, "hostd has %zu jobs: wait for one to end.", ARRAY_LEN(jobs));
		return;
	}
	if (pipe2(ends, O_CLOEXEC) < 0) {
		report_failed(id, "hostd has no pipe for the output: %s.", strerror(errno));
		return;
	}
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	pid = fork();
	if (pid == 0)
		run_child(ends[1], body, argument);
	close(ends[1]);
	if (pid < 0) {
		report_failed(id, "hostd can't start a process: %s.", strerror(errno));
		close(ends[0]);
		return;
	}
	*job = (struct job){.pid = pid, .id = id, .kind = kind, .output = ends[0]};
	if (report_started(id) < 0)
		drop(job);
}

int
job_cancel(u32 id)
{
	for (u32 i = 0; i < ARRAY_LEN(jobs); i++)
		if (jobs[i].pid != 0 && jobs[i].id == id) {
			end_processes(&jobs[i]);
			return 0;
		}
	return -1;
}

/* ---- output ---- */

/* Passes on one piece; how many bytes, 0 when there is nothing now. */
static size_t
pass_on(struct job *job)
{
	static char piece[CHANNEL_DATA_MAX];
	ssize_t length = read(job->output, piece, sizeof(piece));

	if (length < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (length <= 0) {
		close_output(job);
		return 0;
	}
	if (report_output(job->id, piece, (u32)length) < 0)
		drop(job);
	return (size_t)length;
}

nfds_t
jobs_watch(struct pollfd *watched)
{
	nfds_t count = 0;

	for (u32 i = 0; i < ARRAY_LEN(jobs); i++)
		if (jobs[i].pid != 0 && jobs[i].output >= 0)
			watched[count++] = (struct pollfd){.fd = jobs[i].output, .events = POLLIN};
	return count;
}

static struct job *
by_output(int fd)
{
	for (u32 i = 0; i < ARRAY_LEN(jobs); i++)
		if (jobs[i].pid != 0 && jobs[i].output == fd)
			return &jobs[i];
	return NULL;
}

void
jobs_pump(const struct pollfd *watched, nfds_t count)
{
	for (nfds_t i = 0; i < count; i++) {
		struct job *job = watched[i].revents != 0 ? by_output(watched[i].fd) : NULL;

		if (job != NULL)
			pass_on(job);
	}
}

/* ---- the end ---- */

static void
report_end(const struct job *job, int status)
{
	int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	int code = WEXITSTATUS(status);

	if (job->kind == JOB_SHELL || (signal == 0 && code == 0))
		report_ended(job->id, signal != 0 ? SIGNAL_STATUS + signal : code, signal);
	else if (signal != 0)
		report_failed(job->id, "The transfer was ended: %s.", strsignal(signal));
	else
		report_failed(job->id, "The transfer failed: %s.", strerror(code));
}

static void
finish(struct job *job, int status)
{
	size_t rest = 0;
	size_t length = 1;

	while (job->output >= 0 && length > 0 && rest < REST_MAX) {
		length = pass_on(job);
		rest += length;
	}
	close_output(job);
	if (!job->unwanted)
		report_end(job, status);
	job->pid = 0;
}

static struct job *
by_pid(pid_t pid)
{
	for (u32 i = 0; i < ARRAY_LEN(jobs); i++)
		if (jobs[i].pid == pid)
			return &jobs[i];
	return NULL;
}

void
jobs_reap(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		struct job *job = by_pid(pid);

		if (job != NULL)
			finish(job, status);
	}
}
