/*
 * Asynchronous requests to drivers and other servers below the caller. They
 * never wait, so a slow or dead driver holds up nobody but its own users.
 *
 * The library writes an id into the head of the message (proto/request.h),
 * keeps the message for sending it again, and takes as the reply only what
 * comes from the destination with that id and type. All other replies are
 * reported as a breach of protocol and dropped.
 *
 * A request that request_start accepted ends exactly once, by calling
 * `complete`, with
 *     0            and the reply (whose own status is the caller's to read)
 *     -ETIMEDOUT   the deadline passed
 *     -EDEADEP     the destination died, and the request was not to be held
 *     -ECANCELED   by request_cancel
 *     -EIO         it killed each instance that it was sent to (recovery.h)
 *     other errors as the kernel refused to deliver it, or from request_prepare
 * `complete` runs on the event loop's stack, or within the call that ended the
 * request; it must not block, and may start and cancel requests.
 */
#ifndef LIBSYS_REQUEST_H
#define LIBSYS_REQUEST_H

#include <libsys/request_table.h>

/* Flags of a request. */
#define REQUEST_HOLD 1u /* when the destination is dead or being replaced, wait for its successor */
#define REQUEST_COMPLAIN 2u /* RS is told when the destination misses the deadline: complain.h */
#define REQUEST_OPEN_ENDED 4u /* waits for the world outside, maybe for ever: recovery.h, poison */

/*
 * Sends a request; the deadline is in microseconds since boot. Its id, above
 * 0, or an error at once, and then `complete` is not called: -EAGAIN when
 * REQUEST_MAX are under way, -EDEADEP, -EPERM.
 */
s32 request_start(endpoint_t target, const struct message *message, u64 deadline_us, u32 flags,
		  request_completion *complete, void *context);

/* -ENOENT when no request under way has that id. */
s32 request_cancel(u32 id);

/* ---- on pool threads: the same, but the thread waits and no one else does ---- */

struct thread;

struct request_result { /* must outlive the request */
	u32 id;
	int done;
	s32 status;
	struct message reply; /* if status is 0 */
	struct thread *waiter;
};

/* As request_start; returns 0 or the error. request_wait must follow. */
s32 request_begin(endpoint_t target, const struct message *message, u64 deadline_us, u32 flags,
		  struct request_result *result);

/* Blocks the running thread until the request has ended; returns its status. */
s32 request_wait(struct request_result *result);

/* Both in one; the reply goes into *message. */
s32 request_call(endpoint_t target, struct message *message, u64 deadline_us, u32 flags);

/* ---- breaches of protocol ---- */

typedef void request_breach_report(enum request_breach breach, const struct message *reply);

/* What is called for each; NULL: nothing. */
void request_on_breach(request_breach_report *report);

/* The breach's name, for reports. */
const char *request_breach_name(enum request_breach breach);

/* How many requests are under way, and how many breaches there were. */
u32 requests_pending(void);
u32 request_breaches(void);

/* ---- for the event loop and the outbox ---- */

void request_take_reply(const struct message *reply);
void request_delivered(u32 id, s32 result);

#endif
