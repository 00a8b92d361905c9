/* VFS' requests: which function tries each, and how it is answered. See inet.h. */
#include "inet.h"
#include "link.h"

#include <errno.h>
#include <libdriver/driver.h>
#include <poll.h>
#include <sys/socket.h>

#define VFS_LABEL "vfs"

static endpoint_t vfs = EP_NONE;

/* ---- what the requests have in common ---- */

static u32
minor_of(const struct message *request)
{
	return MESSAGE_BODY(request, const struct char_minor)->minor;
}

static socket_try *
function_of(u32 type)
{
	switch (type) {
	case CHAR_CLOSE: return socket_close;
	case CHAR_READ: return transfer_read;
	case CHAR_WRITE: return transfer_write;
	case CHAR_IOCTL: return settings_ioctl;
	case SOCKET_BIND: return socket_bind;
	case SOCKET_CONNECT: return socket_connect;
	case SOCKET_LISTEN: return socket_listen;
	case SOCKET_ACCEPT: return socket_accept;
	case SOCKET_SEND: return transfer_send;
	case SOCKET_RECEIVE: return transfer_receive;
	case SOCKET_SHUTDOWN: return socket_shutdown;
	case SOCKET_NAME: return socket_name;
	case SOCKET_SET: return option_set;
	default: return option_get;
	}
}

static int
must_not_wait(const struct message *request)
{
	switch (request->type) {
	case CHAR_CLOSE:
		return 0;
	case CHAR_READ:
	case CHAR_WRITE:
		return (MESSAGE_BODY(request, const struct char_transfer)->flags & CHAR_NONBLOCK) != 0;
	case SOCKET_SEND:
	case SOCKET_RECEIVE: {
		const struct socket_transfer *transfer =
			MESSAGE_BODY(request, const struct socket_transfer);

		return (transfer->flags & CHAR_NONBLOCK) != 0 ||
		       (transfer->message_flags & MSG_DONTWAIT) != 0;
	}
	default:
		return (MESSAGE_BODY(request, const struct socket_value)->flags & CHAR_NONBLOCK) != 0;
	}
}
_Static_assert(offsetof(struct socket_value, flags) == offsetof(struct socket_address, flags),
	       "what may wait has its flags in one place");

void
request_answer(const struct socket_call *call, struct message *reply, s32 status)
{
	reply->type = call->request.type | REPLY_BIT;
	*MESSAGE_BODY(reply, struct reply_head) = (struct reply_head){
		.id = MESSAGE_BODY(&call->request, const struct request_head)->id,
		.status = status,
	};
	(void)event_reply(call->request.source, reply); /* a client that went away needs no answer */
}

int
request_try(struct socket_call *call)
{
	struct socket *socket = socket_of(minor_of(&call->request));
	struct message reply = {0};
	s32 status = -EIO; /* it was opened at an instance before this one */

	if (socket != NULL)
		status = function_of(call->request.type)(socket, call, &reply);
	if (status == SOCKET_WAIT)
		return 0;
	request_answer(call, &reply, status < 0 && call->done > 0 ? (s32)call->done : status);
	return 1;
}

/* One that is not answered at once gets in line, or an error if it must not wait. */
static void
do_try(struct message *request)
{
	struct socket_call call = {.request = *request};
	s32 error = -EAGAIN;

	inet_begin();
	if (waiting_has(minor_of(request), request->type) || !request_try(&call)) {
		struct message reply = {0};

		if (!must_not_wait(request))
			error = waiting_add(&call);
		if (error < 0)
			request_answer(&call, &reply, call.done > 0 ? (s32)call.done : error);
	}
	inet_settle();
}

/* ---- the others ---- */

static void
do_open(struct message *request)
{
	inet_begin();
	(void)event_reply_status(request,
				 socket_open(MESSAGE_BODY(request, const struct socket_open)));
	inet_settle();
}

static void
do_close(struct message *request)
{
	inet_begin();
	watch_drop(minor_of(request));
	waiting_fail(minor_of(request), -EIO); /* nobody can wait for what nobody has open */
	(void)waiting_settle();
	do_try(request);
	inet_settle();
}

static void
do_poll(struct message *request)
{
	const struct char_poll *poll = MESSAGE_BODY(request, const struct char_poll);
	const struct socket *socket = socket_of(poll->minor);
	u32 always = POLLERR | POLLHUP;
	s32 status = -EIO;

	if (socket != NULL)
		status = (s32)(socket_poll(socket) & (poll->events | always));
	if (status == 0 && poll->watch)
		watch_add(poll->minor, poll->events);
	(void)event_reply_status(request, status);
}

static void
do_cancel(struct message *request)
{
	const struct char_cancel *cancel = MESSAGE_BODY(request, const struct char_cancel);

	inet_begin();
	(void)event_reply_status(request, waiting_cancel(cancel->minor, cancel->request));
	inet_settle();
}

const struct event_route request_routes[] = {
	{CHAR_CLOSE, EVENT_ON_LOOP, do_close},
	{CHAR_READ, EVENT_ON_LOOP, do_try},
	{CHAR_WRITE, EVENT_ON_LOOP, do_try},
	{CHAR_IOCTL, EVENT_ON_LOOP, do_try},
	{CHAR_POLL, EVENT_ON_LOOP, do_poll},
	{CHAR_CANCEL, EVENT_ON_LOOP, do_cancel},
	{SOCKET_OPEN, EVENT_ON_LOOP, do_open},
	{SOCKET_BIND, EVENT_ON_LOOP, do_try},
	{SOCKET_CONNECT, EVENT_ON_LOOP, do_try},
	{SOCKET_LISTEN, EVENT_ON_LOOP, do_try},
	{SOCKET_ACCEPT, EVENT_ON_LOOP, do_try},
	{SOCKET_SEND, EVENT_ON_LOOP, do_try},
	{SOCKET_RECEIVE, EVENT_ON_LOOP, do_try},
	{SOCKET_SHUTDOWN, EVENT_ON_LOOP, do_try},
	{SOCKET_NAME, EVENT_ON_LOOP, do_try},
	{SOCKET_SET, EVENT_ON_LOOP, do_try},
	{SOCKET_GET, EVENT_ON_LOOP, do_try},
	{NET_LINK, EVENT_ON_LOOP, link_notice},
};
const u32 request_route_count = ARRAY_LEN(request_routes);

s32
request_accept(const struct message *request)
{
	if (request->source == vfs || request->type == NET_LINK)
		return 0;
	if (!driver_client_is(request->source, VFS_LABEL))
		return -EPERM;
	vfs = request->source;
	waiting_forget();
	watch_forget();
	socket_forget_all();
	return 0;
}

s32
request_notice(const struct message *notice)
{
	return vfs == EP_NONE ? -ENXIO : event_notice(vfs, notice);
}
