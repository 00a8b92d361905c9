/*
 * The character driver's half of proto/char.h.
 *
 * A driver is a struct of functions that each try once: hand over what is here,
 * take what there is room for. Who finds nothing to do returns CHAR_WAIT, and
 * the library keeps the request. When the hardware has made something possible,
 * the driver says char_changed(minor): the library then calls the functions
 * again for those who wait, oldest first, answers whom they serve, and tells VFS
 * of the POLL* bits that it watches for. A driver keeps no list of requests.
 *
 *     static s32
 *     my_read(struct char_call *call)
 *     {
 *         if (my_fifo_is_empty())
 *             return CHAR_WAIT;
 *         return my_fifo_give(call); // by char_put
 *     }
 *
 *     static void
 *     my_interrupt(u32 hooks, u64 time_us)
 *     {
 *         my_fifo_fill();
 *         char_changed(MY_MINOR);
 *     }
 *
 * The library checks who asks (VFS alone), refuses what the driver has no
 * function for, answers each request exactly once, refuses with -EAGAIN what
 * would wait and must not, and handles CHAR_CANCEL. Reads of one minor are
 * served in the order in which they came, and so are writes: a fresh one gets in
 * line behind those that wait. Each ioctl waits for itself alone. When a successor
 * is to take over (RS_PREPARE), what waits is given back with -EMOVED.
 */
#ifndef LIBDRIVER_CHAR_H
#define LIBDRIVER_CHAR_H

#include <proto/char.h>

#define CHAR_WAITING_MAX 64u /* requests that may wait; VFS has no more under way. Then -EAGAIN */
#define CHAR_MINORS_MAX 256u /* the minors are below this, those of opens too */
#define CHAR_WATCHES_MAX 32u /* minors that VFS may watch at once. Then -EAGAIN */

/* What read, write and ioctl return besides negative errors. */
#define CHAR_DONE 0 /* answer it: the status is call->done */
#define CHAR_WAIT 1 /* keep it until char_changed, or -EAGAIN if it must not wait */

/* A request as the driver sees it; the library's to keep, the driver's until it returns. */
struct char_call {
	u32 minor;
	u32 length;   /* of a read or write: bytes asked for, at most CHAR_TRANSFER_MAX */
	u32 done;     /* of them handed over so far, in this try and those before it */
	s64 position; /* where it began, for devices that have positions */
	u32 request;  /* of an ioctl */
	u32 flags;    /* CHAR_NONBLOCK */

	/* The library's. */
	endpoint_t client;
	u32 id;
	u32 type;
	grant_id_t grant;
};

/*
 * Any function may be NULL. open: all minors can be opened. read, write: they are
 * answered with -ENODEV. ioctl: with -ENOTTY. poll: always ready.
 *
 * Minors are below CHAR_MINORS_MAX; whether there is one, the driver checks in
 * each function: not all that comes for a minor comes after an open of it.
 */
struct char_driver {
	/*
	 * The minor to be used from now on (>= 0), `minor` or a fresh one of this
	 * open, or an error: -ENXIO when there is no such minor.
	 */
	s32 (*open)(u32 minor, u32 flags, u32 uid);
	void (*close)(u32 minor); /* each time: opens of one minor are the driver's to count */

	/*
	 * Each returns CHAR_DONE, CHAR_WAIT or a negative error. An error after
	 * call->done bytes is dropped in favour of these: the next call will meet it
	 * again. Called with length > 0. CHAR_DONE with done 0: the end of the input.
	 */
	s32 (*read)(struct char_call *call);
	s32 (*write)(struct char_call *call);
	s32 (*ioctl)(struct char_call *call);

	u32 (*poll)(u32 minor); /* POLL* bits that hold now */
};

/* Offers the driver; it must stay as it is. To be called once, before driver_run. */
void char_serve(const struct char_driver *driver);

/* ---- for the driver's functions ---- */

/*
 * Copies up to `length` bytes to the reader, behind what it got so far, and
 * counts them in call->done. CHAR_DONE, or the error of the copy, with which
 * nothing was counted.
 */
s32 char_put(struct char_call *call, const void *from, u32 length);

/* Copies up to `length` of the writer's bytes that were not taken yet; as char_put. */
s32 char_take(struct char_call *call, void *to, u32 length);

/* Bytes that the reader still wants, or the writer still has. */
static inline u32
char_left(const struct char_call *call)
{
	return call->length - call->done;
}

/* The whole argument of an ioctl; size is that of the request's number, else -EINVAL. */
s32 char_get_argument(const struct char_call *call, void *to, u32 size);
s32 char_put_argument(const struct char_call *call, const void *from, u32 size);

/* ---- for interrupts, timers and the rest of the driver ---- */

/*
 * Something about the minor has changed: tries again what waits for it. It may
 * be called from anywhere; within the driver's own functions (an ioctl that
 * turns typed characters into readable ones) the tries come right after them.
 */
void char_changed(u32 minor);

/*
 * Answers all that waits for the minor with an error (-EIO on a hang-up, say),
 * or with what they have got so far. CHAR_READY goes out as poll tells.
 */
void char_fail(u32 minor, s32 error);

/* Sends a signal (SIGINT ...) to the foreground group of the terminal `minor`. */
void char_signal(u32 minor, s32 signal);

#endif
