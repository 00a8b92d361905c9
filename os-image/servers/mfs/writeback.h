/*
 * Writing dirty buffers back: sorted, neighbouring blocks in one request, by a
 * timer, when too much is dirty, and when someone asks. A block that can't be
 * written stays dirty, so its data is kept; after WRITE_FAILURES_MAX failures
 * only those who ask for it (sync, fsync, unmount) cause another try.
 */
#ifndef MFS_WRITEBACK_H
#define MFS_WRITEBACK_H

#include <kintsugi/types.h>

#define WRITEBACK_DELAY_US 2000000u /* from when something gets dirty */
#define WRITE_FAILURES_MAX 5u

enum writeback_whose {
	WRITEBACK_ALL,
	WRITEBACK_OF_FILE, /* contents of one file; metadata is everyone's and goes as well */
	WRITEBACK_TIMER,   /* all but what failed too often */
};

/* On a thread. 0 when all of it was written, else the error of one that was not. */
s32 writeback(enum writeback_whose whose, u32 inode);

/* What writeback_soon arranges for: on a thread. */
void writeback_by_timer(void);

/* Waits until no transfer of the cache is under way. On a thread. */
void writeback_settle(void);

#endif
