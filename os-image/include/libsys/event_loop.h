/*
 * The main loop of a server or driver: receive, classify, hand on.
 *
 *     notification of the kernel    timers, the outbox, or the config's functions
 *     notification of the monitor   a heartbeat: answered at once with a notification
 *     RS_PREPARE and the other orders of proto/rs.h   obeyed when the monitor sent them
 *     other notification            config->notified
 *     type with REPLY_BIT           the reply to one of our requests (request.h)
 *     any other message             a request: handled through the table of routes
 *
 * The monitor is notified once, before the first receive: the component is up.
 *
 * A handler marked EVENT_ON_THREAD runs on a thread of the pool, where it may
 * block on request_call, thread_block and thread_yield. All others, and every
 * function in the config, run on the loop's own stack and must return soon:
 * meanwhile nothing is received and no heartbeat is answered, which is how the
 * monitor finds out about a handler that hangs.
 *
 * Nothing here grows without bound. Requests that find no idle thread wait in
 * a queue; what finds no place there is refused with -EAGAIN.
 *
 * Lanes keep the users of a slow driver from using up all threads: config->lane
 * maps a request to a number (that of its driver, say), and each lane has a
 * limit on the threads it may occupy and on the requests it may have waiting.
 * N drivers can hang at once without touching the others' users as long as
 * N * lane_threads is less than `threads`.
 *
 * When a successor is to take over (RS_PREPARE) the loop refuses requests with
 * -EMOVED, lets those on threads end, and waits until every reply has reached its
 * receiver. config->prepare and config->quiescent are for what the loop can't
 * know: requests that handlers on the loop answer later, data to be written back.
 * Replies, timers and interrupts come as ever, and all goes on after RS_RESUME.
 */
#ifndef LIBSYS_EVENT_LOOP_H
#define LIBSYS_EVENT_LOOP_H

#include <kintsugi/message.h>
#include <libsys/request.h>

#define EVENT_WAITING_MAX 128u       /* requests that wait for a thread, in all */
#define EVENT_WAITING_EACH_MAX 16u   /* the same from one source */

#define EVENT_UNWATCHED EP_ANY /* as a config's monitor: there is none */

/* Flags of a route. */
#define EVENT_ON_LOOP 0u
#define EVENT_ON_THREAD 1u

/* Handles a request and replies to it, now or later. *request is the handler's to change. */
typedef void request_handler(struct message *request);

struct event_route {
	u32 type;
	u32 flags;
	request_handler *handle;
};

struct event_config {
	const struct event_route *routes;
	u32 route_count;

	u32 threads;      /* in the pool; 0: no route may have EVENT_ON_THREAD */
	u32 stack_bytes;  /* of each */
	u32 lane_threads; /* that one lane may occupy; 0: all */
	u32 lane_waiting; /* requests of one lane that may wait; 0: no limit of its own */

	endpoint_t monitor; /* who asks for heartbeats and gives orders; 0: RS_EP */

	/* Each of these may be NULL. */
	u32 (*lane)(const struct message *request);
	s32 (*accept)(const struct message *request); /* checks the sender: 0, or the error to refuse with */
	void (*refuse)(const struct message *request, s32 error); /* NULL: event_refuse */
	void (*interrupt)(u32 hooks, u64 time_us);    /* EP_HARDWARE: bit n is hook id n */
	void (*managed)(void);                        /* EP_SYSTEM: call sys_sig_get until -EAGAIN */
	void (*notified)(endpoint_t source);
	request_breach_report *breach;

	/*
	 * prepare: a quiescent point is wanted; gives back with -EMOVED what waits for no
	 * known time, and begins what is to be done before the end. quiescent: whether
	 * nothing is under way any more; asked after each turn of the loop until it is so,
	 * and changes nothing.
	 */
	void (*prepare)(void);
	int (*quiescent)(void);
};

/* Runs for ever; panics on a config that can't work. It must stay as it is. */
_Noreturn void event_loop_run(const struct event_config *config);

/*
 * Replies: to.source and type are filled in by the caller (type is usually the
 * request's | REPLY_BIT). Never waits; see outbox_post_reply.
 */
s32 event_reply(endpoint_t target, const struct message *reply);

/* Sends what nobody asked for (a signal, readiness) and does not begin with a request's head. */
s32 event_notice(endpoint_t target, const struct message *notice);

/* Replies to a request with a bare reply_head. */
s32 event_reply_status(const struct message *request, s32 status);

/*
 * For libraries that a program may or may not link (ds_client.h). `take` sees other
 * components' notifications before config->notified and returns whether they were
 * for it; `beat` runs when a heartbeat was answered. There is one of each.
 */
void event_on_notification(int (*take)(endpoint_t source));
void event_on_heartbeat(void (*beat)(void));

/* What `refuse` is by default: the same, and a receiver who is gone is no matter. */
void event_refuse(const struct message *request, s32 error);

#endif
