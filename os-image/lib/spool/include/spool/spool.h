/*
 * The printer's queue: a folder with one file a job, on the disk, so that a job outlives whatever
 * fails before it is on paper. lp puts jobs in, lpd prints them, lprm takes them out.
 *
 *     /data/spool/lp/NUMBER         a job, of six digits: in their order they are printed
 *     /data/spool/lp/NUMBER.begun   an empty file beside it: some of it may be on paper already
 *     /data/spool/lp/.PID           still being written, by that process
 *     /data/spool/lp/number         the number that was given last
 *
 * There is nothing to lock: a job appears complete, by a link, and is never changed. Its file is
 * a header, an empty line and the text:
 *
 *     owner 100
 *     copies 2
 *     title README
 *
 *     ...
 *
 * All of it is root's.
 */
#ifndef SPOOL_SPOOL_H
#define SPOOL_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define SPOOL "/data/spool/lp"
#define SPOOL_BELL "/var/spool/lp.bell" /* <toolkit/bell.h>: rung whenever the queue has changed */
#define PRINTER "/dev/lp"

#define SPOOL_JOBS_MAX 100u
#define JOB_BYTES_MAX (4u * 1024u * 1024u)
#define JOB_COPIES_MAX 100u
#define JOB_NUMBER_MAX 999999u
#define JOB_TITLE_SIZE 64u

struct job {
	unsigned number; /* 1 to JOB_NUMBER_MAX */
	uid_t owner;
	unsigned copies; /* 1 to JOB_COPIES_MAX */
	char title[JOB_TITLE_SIZE]; /* printable ASCII */
	bool has_begun;
	bool ends_page; /* its last byte is a form feed, or it has none */
	unsigned text_at; /* where the text begins in the file */
	unsigned text_bytes;
};

/* Numbers of jobs, ascending. */
struct job_list {
	unsigned numbers[SPOOL_JOBS_MAX];
	size_t count;
};

/* The jobs there are; false with errno when the folder can't be read. */
bool spool_list(struct job_list *list);

/*
 * Opens a job's file and reads its header. -1 with errno: ENOENT when there is no such job any
 * more, EINVAL when the file is none.
 */
int spool_open(unsigned number, struct job *job);

/*
 * Adds a job with the owner, copies and title given, and all that there is to read as its text;
 * sets its number once it is safe on the disk. Complains under that name and returns false when
 * that can't be.
 */
bool spool_add(struct job *job, int text, const char *name);

/* From now on some of it may be on paper. -1 with errno. */
int spool_begin(unsigned number);

/* Takes a job out; -1 with errno: ENOENT when it is out already. */
int spool_remove(unsigned number);

bool spool_has(unsigned number);

/* A job as a stream of bytes: all its copies, each of which ends its last page. */

/* The length of one copy. */
static inline unsigned
job_copy_bytes(const struct job *job)
{
	return job->text_bytes + !job->ends_page;
}

static inline unsigned
job_bytes(const struct job *job)
{
	return job->copies * job_copy_bytes(job);
}

/* Up to `size` bytes of it from there on, of one copy; 0 at the end, -1 with errno. */
ssize_t job_read(int fd, const struct job *job, unsigned offset, char *bytes, size_t size);

#endif
