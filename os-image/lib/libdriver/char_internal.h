/* What the files of the character library share; drivers see libdriver/char.h only. */
#ifndef LIBDRIVER_CHAR_INTERNAL_H
#define LIBDRIVER_CHAR_INTERNAL_H

#include <libdriver/char.h>

/* ---- char.c ---- */

/* One of the driver's functions; CHAR_WAIT, or anything else: answer it with char_answer. */
s32 char_try(struct char_call *call);

/* Answers a call that ended with `result`: an error counts only if nothing was done. */
void char_answer(const struct char_call *call, s32 result);

u32 char_poll_bits(u32 minor, u32 events); /* of those, POLLERR and POLLHUP, the ones that hold */

/* Sends something unasked to VFS. As event_notice; -ENXIO while VFS has not asked for anything. */
s32 char_notice(const struct message *notice);

/* ---- char_wait.c: requests that wait ---- */

/* Keeps a call. 0, or -EAGAIN when CHAR_WAITING_MAX wait. */
s32 char_wait(const struct char_call *call);

/* Whether a request of that type waits for the minor, so that another has to get in line. */
int char_waits(u32 minor, u32 type);

/* Handles CHAR_CANCEL; its status. */
s32 char_cancel(u32 minor, u32 id);

/*
 * Tries what char_changed has marked, and tells VFS of what it watches for. Does
 * nothing between char_enter and char_leave: whoever calls these settles later.
 */
void char_settle(void);
void char_enter(void); /* a function of the driver begins */
void char_leave(void);

/* Answers all that waits: with what it has got so far, or -EMOVED for a successor to try. */
void char_give_back(void);

/* Forgets all that waits, unanswered: whoever asked is gone. */
void char_wait_forget(void);

/* ---- char_watch.c: what VFS watches for ---- */

s32 char_watch(u32 minor, u32 events); /* 0, or -EAGAIN */
void char_watch_changed(u32 minor);    /* char_watch_tell looks at it */
void char_watch_tell(void);            /* CHAR_READY for what holds now */
void char_watch_drop(u32 minor);
void char_watch_forget(void);

#endif
