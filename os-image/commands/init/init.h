/*
 * The first process. main.c boots and then waits for what happens; the other
 * files are what it does then. Nothing that goes wrong here may end it, since
 * its end is the end of the machine: every failure is told, and life goes on.
 */
#ifndef INIT_H
#define INIT_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

/* "init: text" on the console. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Seconds since boot. */
time_t uptime_s(void);

/* ---- signals.c: all are blocked but while init waits, so that none is missed ---- */

#define SHUTDOWN_NONE (-1)

void catch_signals(void);
/* Back to the defaults, for a child that becomes another program. */
void restore_signals(void);
/* Until a child ends, a shutdown is asked for or the time (of uptime_s) is there; 0: no time. */
void wait_for_news(time_t until_s);
/* RB_POWEROFF or RB_REBOOT once somebody asked for it, before that SHUTDOWN_NONE. */
int shutdown_asked(void);

/* ---- jobs.c: what is kept running ---- */

/* Reads /etc/ttys; with `single`, or when it can't be read, there is just a shell on the console. */
void jobs_read(bool single);
/* Starts all that should run and doesn't. Returns when the next one is due, 0: none. */
time_t jobs_start(void);
/* A child has ended. */
void job_ended(pid_t pid);

/* ---- children.c ---- */

/* Takes the news of all children that ended; false when there are no children at all. */
bool reap_children(void);
/* Waits for one child, for a while only; whether it has ended. */
bool wait_for_child(pid_t pid, time_t limit_s);
/* Until there are no children, or the time is over. */
void wait_for_all(time_t limit_s);

/* ---- shutdown.c ---- */

/* Ends all processes, writes out and unmounts the file systems, stops the machine. */
_Noreturn void shut_down(int how);

#endif
