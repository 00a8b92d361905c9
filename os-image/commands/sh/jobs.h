/*
 * Jobs: the processes that the shell has started, in the foreground or not.
 *
 * With job control (set -m, on a terminal) each job is a process group of its
 * own, the one in the foreground has the terminal, and jobs can be stopped.
 */
#ifndef SH_JOBS_H
#define SH_JOBS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct node;

enum process_state { PROCESS_RUNNING, PROCESS_STOPPED, PROCESS_DONE };

struct process {
	pid_t pid;
	int status; /* as waitpid gives it, once it stopped or ended */
	enum process_state state;
};

struct job {
	struct job *next;
	int number;         /* %number; 0 while it is in the foreground */
	pid_t group;        /* its process group; 0 without job control */
	struct process *processes;
	size_t count;
	char *text;         /* the command, under job control; or NULL */
	bool is_changed;    /* the user has not been told of its state */
};

enum fork_mode {
	FORK_FOREGROUND,
	FORK_BACKGROUND,
	FORK_SUBSTITUTION, /* not a job of its own: stays in the shell's group */
};

/* An empty job for a command (NULL: one without a text). Belongs to jobs_*. */
struct job *job_new(const struct node *command);
/* Forks a process into the job: 0 in the child, which is ready to run a command. */
pid_t job_fork(struct job *job, enum fork_mode mode);
/* A child that belongs to no job and is not waited for: its pid, 0 in the child. */
pid_t fork_unnoticed(void);
/* Waits until a foreground job ended or stopped. Returns its status; the job may be gone. */
int job_wait(struct job *job);
/* Makes it the current background job. */
void job_leave_in_background(struct job *job);

enum process_state job_state(const struct job *job);
/* What $? is for a job that ended or stopped. */
int job_status(const struct job *job);
/* Takes it out of the list; its processes are not waited for any more. */
void job_forget(struct job *job);

/*
 * A subshell can still list the jobs of the shell that it is a copy of, as $(jobs -p) does. They
 * are no children of its own, so they go before it waits for any or starts one.
 */
void jobs_forget_inherited(void);

/* The list, oldest first. */
struct job *jobs_first(void);
/* The job for "%1", "%%", "%+", "%-", "%text", "%?text" or a pid; NULL when there is none. */
struct job *job_find(const char *name);
/* The current job (%%), or the one before it. */
struct job *job_current(void);
struct job *job_previous(void);

/* Notes what children did meanwhile, without waiting. */
void jobs_poll(void);
/* Waits until a child does something or a signal comes; false when there is no child. */
bool jobs_wait_any(void);
/* Tells the user of jobs that ended or stopped, and forgets those that ended. */
void jobs_notify(void);
/* "[1] + Running    sleep 10"; with pids when asked. */
void job_print(const struct job *job, bool with_pids, int to_error);
/* Lets a stopped job go on, in the foreground (returns its status) or not. */
int job_continue(struct job *job, bool in_foreground);

/* ---- jobs_control.c ---- */

/* Switches job control; it stays off without a terminal, with a message. */
void jobs_set_control(bool on);
bool jobs_have_control(void);
/* Before a shell ends: gives the terminal back to whom it belonged. */
void jobs_release_terminal(void);
void jobs_give_terminal(pid_t group);
/*
 * Back to the shell. The terminal gets the modes back that it had when the shell had it last, or
 * keeps those that it has now.
 */
void jobs_take_terminal(bool keeps_modes);

#endif
