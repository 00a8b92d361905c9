/*
 * lpd: prints the jobs of the queue (<spool/spool.h>), one after the other.
 *
 * A job leaves the queue only when the printer has taken all of it. When the printer's driver fails
 * in the middle, lpd gets EIO, opens the fresh driver and asks how far the job had come
 * (<sys/printer.h>): the page that was interrupted is printed again, whole, behind a sheet that
 * says so. If that is not known any more, the job is printed again from its beginning. The
 * same holds when lpd itself ends, or the machine. So a part may be printed twice, and none is
 * left out.
 *
 * A job that gets no further is tried again after pauses that double, and others go first
 * meanwhile. An interrupted page that was tried twice is gone on with at its last line,
 * so that failures in quick succession can't keep a job from its end for ever.
 */
#ifndef LPD_H
#define LPD_H

#include <spool/spool.h>
#include <stdbool.h>
#include <toolkit/report.h>

/* ---- queue.c: which job is due ---- */

/* Prints one job that is due. Milliseconds until it should be called again; -1: nothing waits. */
int queue_run(void);

/* ---- print.c: one try to print a job ---- */

enum outcome {
	PRINTED,
	REMOVED,     /* from the queue, by lprm */
	UNAVAILABLE, /* the printer can't be used now: nothing was done */
	FAILED,      /* in the middle */
};

struct attempt {
	unsigned number;  /* of the job */
	unsigned tries;   /* that got no further than the one before */
	const char *why;  /* what interrupted the last one */
	unsigned reached; /* in the end: bytes of the job that were on paper when this one began */
};

enum outcome print_job(struct attempt *attempt);

/* ---- pages.c: where a job's pages begin ---- */

struct page {
	unsigned number; /* from 1, through all copies */
	unsigned begin;  /* offset in the job of its first byte */
	unsigned line;   /* the same of the line that holds the byte asked for */
};

/* Finds the page with that byte of the job; false with errno when the job can't be read. */
bool page_find(int text, const struct job *job, unsigned offset, struct page *page);

#endif
