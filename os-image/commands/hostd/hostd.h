/*
 * Inside hostd, the daemon that does what the host machine asks of the control
 * channel: it reads commands from /dev/host and writes back what becomes of them
 * (channel/record.h; servers/host/host.h has the whole protocol). init starts it,
 * as root, and starts it again when it ends.
 *
 * Each command but `cancel` becomes a job: a child process in a session of its
 * own, whose output comes through a pipe. hostd itself waits for nothing but
 * poll, so that many jobs run at once and one that hangs holds up no other. A
 * job's output is taken only as fast as the channel carries it: who prints
 * without end waits in write.
 *
 *     exec    command      a line for /bin/sh -c. Its standard input is /dev/null or
 *             input_file   this file, which is removed as soon as it is open
 *     put     path data    writes the bytes of the base64 data
 *             offset       at this position of the file; at 0, which is the default, the
 *                          file is made or emptied first
 *             mode         permissions the file gets, as a number; without it, those it
 *                          has, or 0644
 *     get     path         the bytes of the file are the output
 *     cancel  job          ends the job's processes by SIGKILL
 *
 * A command has ended when its shell has; what processes that it leaves behind
 * print afterwards is lost.
 */
#ifndef HOSTD_H
#define HOSTD_H

#include <channel/json.h>
#include <channel/record.h>
#include <poll.h>
#include <stddef.h>
#include <sys/types.h>

/* ---- jobs.c ---- */

/* Runs in the child, whose output is descriptors 1 and 2, and ends it: it must not return. */
typedef void job_body(const void *argument);

enum job_kind {
	JOB_SHELL,    /* ends with the shell's status */
	JOB_TRANSFER, /* its status is 0 or an error number */
};

/* Starts a job and reports so, or reports why not. */
void job_start(u32 id, enum job_kind kind, job_body *body, const void *argument);
/* Ends the processes of a job, which then ends like any other. 0, or -1 when there is no such job. */
int job_cancel(u32 id);
/* Fills in what to poll for; returns how many entries, at most CHANNEL_COMMANDS_MAX. */
nfds_t jobs_watch(struct pollfd *watched);
/* Passes on output: `watched` as jobs_watch filled it in and poll answered. */
void jobs_pump(const struct pollfd *watched, nfds_t count);
/* Children may have ended: passes on the rest of their output and their status. */
void jobs_reap(void);

/* ---- commands.c ---- */

/* Carries out one command; the line is changed. */
void command_take(char *line, u32 length);

/* ---- transfer.c: bodies of jobs ---- */

struct put_order {
	const char *path;
	const void *data;
	size_t length;
	off_t offset;
	int mode; /* -1: the file's own */
};

_Noreturn void transfer_put(const void *order); /* struct put_order */
_Noreturn void transfer_get(const void *path);  /* char[] */

/* ---- device.c ---- */

void device_open(void);
int device_fd(void);
/* Reads one command; how many bytes. Ends hostd when the device is no more. */
u32 device_read(char *line, u32 size);
/*
 * Each writes one record. 0, or -1 when the host does not wait for it any more.
 * They end hostd when the device is no more.
 */
int report_started(u32 id);
int report_output(u32 id, const void *data, u32 length);
int report_ended(u32 id, s32 status, s32 signal);
int report_failed(u32 id, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
