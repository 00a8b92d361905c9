/*
 * Requests to character drivers and to the network server about what a suspended
 * call transfers: how they look, and which of the answers are believed.
 */
#include <libsys/complain.h>
#include <proto/char.h>
#include <proto/socket.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "vfs.h"

#define PORT_MAX 0xffffu
#define DATAGRAM_MAX 0xffffu /* RFC 768: the length has 16 bits */

u32
device_piece(const struct transfer *t)
{
	u32 left = t->type == CHAR_POLL ? 0 : t->length - t->done;

	return left < CHAR_TRANSFER_MAX ? left : CHAR_TRANSFER_MAX;
}

static int
is_output(const struct transfer *t)
{
	return t->type == CHAR_WRITE || t->type == SOCKET_SEND;
}

static u32
access_of(const struct transfer *t)
{
	u32 access = 0;

	if (t->type != CHAR_IOCTL)
		return is_output(t) ? GRANT_READ : GRANT_WRITE;
	if (t->ioctl & IOCTL_TO_DRIVER)
		access |= GRANT_READ;
	if (t->ioctl & IOCTL_FROM_DRIVER)
		access |= GRANT_WRITE;
	return access;
}

s32
device_grant_memory(struct fproc *process)
{
	struct transfer *t = &process->transfer;

	t->grant = GRANT_INVALID;
	if (device_piece(t) == 0)
		return 0;
	t->grant = grant_behalf(t->filp->driver_ep, process->endpoint, t->address + t->done,
				device_piece(t), access_of(t));
	if (t->grant == -EINVAL)
		return -EFAULT;
	return t->grant < 0 ? -EAGAIN : 0;
}

/* ---- requests ---- */

/* A read that has some bytes already takes what more there is, and waits for none. */
static u32
flags_of(const struct transfer *t)
{
	int waits = t->is_held;

	if (t->filp->driver != socket_driver())
		waits = (t->filp->flags & O_NONBLOCK) == 0 && !(t->type == CHAR_READ && t->done > 0);
	return waits ? 0 : CHAR_NONBLOCK;
}

static void
fill_in_ioctl(const struct transfer *t, struct char_ioctl *ioctl)
{
	ioctl->request = t->ioctl;
	ioctl->grant = t->grant;
	ioctl->flags = flags_of(t);
}

static void
fill_in_poll(const struct transfer *t, struct char_poll *poll)
{
	poll->events = t->events;
	poll->watch = t->watch;
}

static void
fill_in_connect(const struct transfer *t, struct socket_address *connect)
{
	connect->flags = flags_of(t);
	connect->ip = t->ip;
	connect->port = t->port;
}

static void
fill_in_error_query(struct socket_option *option)
{
	option->level = SOL_SOCKET;
	option->option = SO_ERROR;
}

static void
fill_in_message(const struct transfer *t, struct socket_transfer *transfer)
{
	transfer->grant = t->grant;
	transfer->length = device_piece(t);
	transfer->flags = flags_of(t);
	transfer->message_flags = t->message_flags;
	transfer->has_address = t->has_address;
	transfer->ip = t->ip;
	transfer->port = t->port;
}

static void
fill_in_bytes(const struct transfer *t, struct char_transfer *transfer)
{
	transfer->position = t->filp->position;
	transfer->grant = t->grant;
	transfer->length = device_piece(t);
	transfer->flags = flags_of(t);
}

void
device_fill_in(const struct transfer *t, struct message *m)
{
	*m = (struct message){.type = t->type};
	MESSAGE_BODY(m, struct char_minor)->minor = t->filp->minor;
	switch (t->type) {
	case CHAR_IOCTL:
		fill_in_ioctl(t, MESSAGE_BODY(m, struct char_ioctl));
		break;
	case CHAR_POLL:
		fill_in_poll(t, MESSAGE_BODY(m, struct char_poll));
		break;
	case SOCKET_CONNECT:
		fill_in_connect(t, MESSAGE_BODY(m, struct socket_address));
		break;
	case SOCKET_ACCEPT:
		MESSAGE_BODY(m, struct socket_value)->flags = flags_of(t);
		break;
	case SOCKET_GET:
		fill_in_error_query(MESSAGE_BODY(m, struct socket_option));
		break;
	case SOCKET_SEND:
	case SOCKET_RECEIVE:
		fill_in_message(t, MESSAGE_BODY(m, struct socket_transfer));
		break;
	default:
		fill_in_bytes(t, MESSAGE_BODY(m, struct char_transfer));
		break;
	}
}

#define MINOR_IS_WHERE_ALL_HAVE_IT(type)                                                           \
	_Static_assert(offsetof(type, minor) == offsetof(struct char_minor, minor),                \
		       "the minor is at the same place in all requests")
MINOR_IS_WHERE_ALL_HAVE_IT(struct char_transfer);
MINOR_IS_WHERE_ALL_HAVE_IT(struct char_ioctl);
MINOR_IS_WHERE_ALL_HAVE_IT(struct char_poll);
MINOR_IS_WHERE_ALL_HAVE_IT(struct socket_address);
MINOR_IS_WHERE_ALL_HAVE_IT(struct socket_value);
MINOR_IS_WHERE_ALL_HAVE_IT(struct socket_option);
MINOR_IS_WHERE_ALL_HAVE_IT(struct socket_transfer);

/* ---- replies ---- */

/* Of a socket ETIMEDOUT is the peer's fault, not the network server's. */
static s32
status_of(const struct transfer *t, const struct message *reply)
{
	s32 status = MESSAGE_BODY(reply, const struct reply_head)->status;

	if (t->filp->driver == socket_driver() && status == -ETIMEDOUT)
		return status;
	return reply_status(reply->source, reply);
}

static s32
take_address(struct transfer *t, const struct message *reply)
{
	const struct socket_address_reply *address =
		MESSAGE_BODY(reply, const struct socket_address_reply);

	if (address->port > PORT_MAX)
		return breach(reply->source, COMPLAINT_LENGTH, "a port beyond all", "a port");
	t->ip = address->ip;
	t->port = address->port;
	return address->head.status;
}

static s32
take_received(struct transfer *t, const struct message *reply)
{
	const struct socket_address_reply *received =
		MESSAGE_BODY(reply, const struct socket_address_reply);
	s32 status = take_address(t, reply);

	t->full_length = received->length;
	if (t->filp->socket_type != SOCK_STREAM && status >= 0 &&
	    (received->length < (u32)status || received->length > DATAGRAM_MAX))
		return breach(reply->source, COMPLAINT_LENGTH,
			      "a datagram of another length than it has", "the datagram's length");
	return status;
}

static s32
take_error(struct transfer *t, const struct message *reply)
{
	u32 error = MESSAGE_BODY(reply, const struct socket_value_reply)->value;

	if (error != 0 && (error > INT32_MAX || !is_error_status(-(s32)error)))
		return breach(reply->source, COMPLAINT_STATUS, "a pending error that does not exist",
			      "a pending error");
	t->value = error;
	return 0;
}

s32
device_take_reply(struct transfer *t, const struct message *reply)
{
	s32 status = status_of(t, reply);

	if (status < 0)
		return status;
	switch (t->type) {
	case CHAR_READ:
	case CHAR_WRITE:
	case SOCKET_SEND:
	case SOCKET_RECEIVE:
		if ((u32)status > device_piece(t))
			return breach(reply->source, COMPLAINT_LENGTH, "more bytes than asked",
				      "at most what was asked");
		return t->type == SOCKET_RECEIVE ? take_received(t, reply) : status;
	case SOCKET_ACCEPT:
		return take_address(t, reply);
	case SOCKET_GET:
		return take_error(t, reply);
	}
	return status;
}
