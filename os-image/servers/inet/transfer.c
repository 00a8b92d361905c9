/*
 * Data between sockets and the memory of those who call: straight from and to the stack's
 * buffers, by the grant that VFS made.
 */
#include "inet.h"

#include <errno.h>
#include <libsys/kcall.h>
#include <sys/socket.h>

/* What the requests that transfer have in common. */
struct transfer {
	struct socket *socket;
	struct socket_call *call;
	grant_id_t grant;
	u32 length;
	u32 message_flags;
	const struct net_address *to; /* NULL: the connected one */
};

static u32
least(u32 a, u32 b)
{
	return a < b ? a : b;
}

static s32
would_wait(s32 error)
{
	return error == -EAGAIN ? SOCKET_WAIT : error;
}

/* ---- streams ---- */

static s32
stream_write(const struct transfer *t)
{
	endpoint_t granter = t->call->request.source;

	while (t->call->done < t->length) {
		u32 done = t->call->done;
		u8 *space;
		s32 room = net_send_space(t->socket->net, &space);
		u32 length;
		s32 error;

		if (room < 0)
			return would_wait(room);
		length = least((u32)room, t->length - done);
		error = sys_safecopy_from(granter, t->grant, done, space, length);
		if (error < 0)
			return error;
		net_sent(t->socket->net, length);
		t->call->done += length;
	}
	return (s32)t->length;
}

/* All that is there, in one or two parts, up to the length. With *ended the stream's end was met. */
static s32
stream_take(const struct transfer *t, int peek, int *ended)
{
	endpoint_t granter = t->call->request.source;

	while (t->call->done < t->length) {
		u32 done = t->call->done;
		const u8 *data;
		s32 there = net_received(t->socket->net, peek ? done : 0, &data);
		u32 length;
		s32 error;

		*ended = there == 0;
		if (there <= 0)
			return there;
		length = least((u32)there, t->length - done);
		error = sys_safecopy_to(granter, t->grant, done, data, length);
		if (error < 0)
			return error;
		if (!peek)
			net_consumed(t->socket->net, length);
		t->call->done += length;
	}
	return 0;
}

static s32
stream_read(const struct transfer *t)
{
	int peek = (t->message_flags & MSG_PEEK) != 0;
	int ended = 0;
	s32 error;

	if (peek)
		t->call->done = 0; /* each try looks from the start */
	error = stream_take(t, peek, &ended);
	if (error == -EAGAIN &&
	    (t->call->done == 0 || (t->message_flags & MSG_WAITALL && !peek)))
		return SOCKET_WAIT;
	if (error < 0 && t->call->done == 0)
		return error;
	return (s32)t->call->done;
}

/* ---- datagrams ---- */

static s32
datagram_write(const struct transfer *t)
{
	u8 *space;
	s32 error = net_datagram_space(t->socket->net, t->to, t->length, &space);

	if (error < 0)
		return would_wait(error);
	if (t->length > 0)
		error = sys_safecopy_from(t->call->request.source, t->grant, 0, space, t->length);
	if (error < 0)
		return error; /* the stack's space is for the next one */
	error = net_datagram_send(t->socket->net);
	return error < 0 ? would_wait(error) : (s32)t->length;
}

static s32
datagram_read(const struct transfer *t, struct message *reply)
{
	struct socket_address_reply *answer = MESSAGE_BODY(reply, struct socket_address_reply);
	struct net_address from;
	const u8 *data;
	s32 length = net_datagram(t->socket->net, &data, &from);
	u32 copied;

	if (length < 0)
		return would_wait(length);
	copied = least((u32)length, t->length);
	if (copied > 0) {
		s32 error = sys_safecopy_to(t->call->request.source, t->grant, 0, data, copied);

		if (error < 0)
			return error;
	}
	answer->ip = from.ip;
	answer->port = from.port;
	answer->length = (u32)length;
	answer->flags = copied < (u32)length ? MSG_TRUNC : 0;
	if (!(t->message_flags & MSG_PEEK))
		net_datagram_done(t->socket->net);
	return (s32)copied;
}

/* ---- the requests ---- */

static s32
begin_plain(struct transfer *t, struct socket *socket, struct socket_call *call)
{
	const struct char_transfer *request = MESSAGE_BODY(&call->request, const struct char_transfer);

	*t = (struct transfer){.socket = socket,
			       .call = call,
			       .grant = request->grant,
			       .length = request->length};
	return t->length > CHAR_TRANSFER_MAX ? -EINVAL : 0;
}

static s32
begin(struct transfer *t, struct socket *socket, struct socket_call *call)
{
	const struct socket_transfer *request =
		MESSAGE_BODY(&call->request, const struct socket_transfer);

	*t = (struct transfer){.socket = socket,
			       .call = call,
			       .grant = request->grant,
			       .length = request->length,
			       .message_flags = request->message_flags};
	return t->length > CHAR_TRANSFER_MAX ? -EINVAL : 0;
}

s32
transfer_read(struct socket *socket, struct socket_call *call, struct message *reply)
{
	struct transfer t;
	s32 error = begin_plain(&t, socket, call);

	if (error < 0)
		return error;
	return socket->type == NET_STREAM ? stream_read(&t) : datagram_read(&t, reply);
}

s32
transfer_write(struct socket *socket, struct socket_call *call, struct message *reply)
{
	struct transfer t;
	s32 error = begin_plain(&t, socket, call);

	(void)reply;
	if (error < 0)
		return error;
	return socket->type == NET_STREAM ? stream_write(&t) : datagram_write(&t);
}

s32
transfer_receive(struct socket *socket, struct socket_call *call, struct message *reply)
{
	struct transfer t;
	s32 error = begin(&t, socket, call);

	if (error < 0)
		return error;
	return socket->type == NET_STREAM ? stream_read(&t) : datagram_read(&t, reply);
}

s32
transfer_send(struct socket *socket, struct socket_call *call, struct message *reply)
{
	const struct socket_transfer *request =
		MESSAGE_BODY(&call->request, const struct socket_transfer);
	struct net_address to = {.ip = request->ip, .port = (u16)request->port};
	struct transfer t;
	s32 error = begin(&t, socket, call);

	(void)reply;
	if (error < 0)
		return error;
	if (socket->type == NET_STREAM)
		return request->has_address ? -EISCONN : stream_write(&t);
	if (request->port > 0xffff)
		return -EINVAL;
	t.to = request->has_address ? &to : NULL;
	return datagram_write(&t);
}
