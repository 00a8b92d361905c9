/*
 * The outbox: messages that go out without waiting for their receiver. One
 * whose receiver is not waiting for a message right now stays here, in the
 * table that the kernel delivers from (kintsugi/async.h).
 *
 * Requests always find room. Replies have room of their own; when there is no
 * more, a reply to whoever leaves most of it waiting is dropped, so that
 * clients which never fetch their replies take nothing from the others.
 *
 * Messages reach a receiver in the order in which they were posted for it.
 */
#ifndef LIBSYS_OUTBOX_H
#define LIBSYS_OUTBOX_H

#include <kintsugi/async.h>
#include <libsys/request_table.h>

#define OUTBOX_REPLIES (ASYNC_MAX_ENTRIES - REQUEST_MAX)

/*
 * Sends a request's message. 0: delivered. Above 0: it waits in the outbox at
 * that place, and request_delivered tells how it ends. Else the error of
 * IPC_SENDNB.
 */
s32 outbox_post_request(endpoint_t target, const struct message *message, u32 request_id);

/*
 * Sends a reply. 0: delivered, or on its way. -EAGAIN: dropped, since the
 * receiver does not wait for it, or leaves too many waiting. Else the error of
 * IPC_SENDNB.
 */
s32 outbox_post_reply(endpoint_t target, const struct message *message);

/*
 * Sends a message that nobody asked for and that has no request's head; else as
 * outbox_post_reply.
 */
s32 outbox_post_notice(endpoint_t target, const struct message *message);

/* Takes a waiting message back. `place` is what outbox_post_request returned. */
void outbox_withdraw(u32 place);

/* For the event loop, on a notification from EP_ASYNC: reports what was delivered or failed. */
void outbox_collect(void);

/*
 * How many replies and notices wait for that receiver, or for any (EP_ANY). When one
 * of them is delivered the event loop wakes, so that it may be asked again.
 */
u32 outbox_watch_replies(endpoint_t target);

/* How many messages wait, for tests and self-checks. */
u32 outbox_waiting(void);

#endif
