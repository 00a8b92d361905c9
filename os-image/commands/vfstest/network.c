/* The network server that this program plays: see network.h. */
#include "network.h"

#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <netinet/in.h>
#include <poll.h>
#include <proto/socket.h>

#include "services.h"
#include "vfstest.h"

#define SOCKETS_MAX 100u
#define HELD_MAX 128u
#define WOULD_WAIT 1
#define FIRST_PORT 40000u
#define NO_SUCH_ERROR (-3999)
#define WILD_PORT 70000u
#define READY_TO_OTHERS 200u

struct datagram {
	u32 length;
	u32 ip;
	u32 port;
	u8 data[DATAGRAM_ROOM];
};

struct socket {
	u32 type; /* 0: free */
	u32 ip, port;
	u32 peer_ip, peer_port;
	u32 is_connecting, is_connected;
	s32 error;      /* pending */
	u32 incoming;
	u32 is_finished, is_broken, lingers;
	u32 watched;    /* POLL* */
	u32 option, option2;
	u32 count;      /* bytes, or datagrams */
	union {
		u8 bytes[ROOM_OF_STREAM];
		struct datagram datagrams[DATAGRAMS_MAX];
	};
};

/* In memory of their own, of which the children of tests need no copies. */
static struct state {
	struct socket sockets[SOCKETS_MAX];
	struct message held[HELD_MAX]; /* type 0: free */
} *state;
static enum network_lie lie;
static u32 is_mute;
static u32 dies_in; /* requests; 0: never */
static u32 cancelled;

static void
answer_it(const struct message *request, s32 status)
{
	struct message reply = {0};

	answer(request, &reply, status);
}

static int
lies(enum network_lie kind)
{
	if (lie != kind)
		return 0;
	lie = LIE_NONE;
	return 1;
}

static struct socket *
socket_of(const struct message *request)
{
	u32 minor = MESSAGE_BODY(request, const struct char_minor)->minor;

	return minor < SOCKETS_MAX && state->sockets[minor].type != 0 ? &state->sockets[minor] : NULL;
}

/* The minor of a fresh socket, or -ENOBUFS. */
static s32
make_socket(u32 type)
{
	for (u32 minor = 0; minor < SOCKETS_MAX; minor++) {
		if (state->sockets[minor].type != 0)
			continue;
		memset(&state->sockets[minor], 0, sizeof(state->sockets[minor]));
		state->sockets[minor].type = type;
		state->sockets[minor].port = FIRST_PORT + minor;
		return (s32)minor;
	}
	return -ENOBUFS;
}

/* ---- what may wait: 0 when it is answered, or WOULD_WAIT ---- */

static void
answer_address(const struct message *request, s32 status, u32 ip, u32 port, u32 length)
{
	struct message reply = {0};
	struct socket_address_reply *address = MESSAGE_BODY(&reply, struct socket_address_reply);

	address->ip = ip;
	address->port = port;
	address->length = length;
	answer(request, &reply, status);
}

static int
try_connect(const struct message *request, struct socket *socket)
{
	const struct socket_address *connect = MESSAGE_BODY(request, const struct socket_address);
	s32 status = 0;

	if (socket->is_connected) {
		status = -EISCONN;
	} else if (socket->error != 0) {
		status = -socket->error;
		socket->error = 0;
	} else if (connect->port == PORT_REFUSED) {
		status = -ECONNREFUSED;
	} else if (connect->port == PORT_TIMED_OUT) {
		status = -ETIMEDOUT;
	} else if (connect->port == PORT_SILENT) {
		if (socket->is_connecting && connect->flags & CHAR_NONBLOCK) {
			answer_it(request, -EALREADY);
			return 0;
		}
		socket->is_connecting = 1;
		return WOULD_WAIT;
	}
	socket->is_connected = status == 0 || status == -EISCONN;
	socket->peer_ip = connect->ip;
	socket->peer_port = connect->port;
	answer_it(request, status);
	return 0;
}

static int
try_accept(const struct message *request, struct socket *socket)
{
	s32 minor;

	if (socket->incoming == 0)
		return WOULD_WAIT;
	socket->incoming--;
	minor = lies(LIE_ACCEPT_TWICE) ? (s32)(socket - state->sockets) : make_socket(SOCK_STREAM);
	answer_address(request, minor, INADDR_LOOPBACK, FIRST_PORT, 0);
	return 0;
}

static int
try_send_datagram(const struct message *request, struct socket *socket)
{
	const struct socket_transfer *send = MESSAGE_BODY(request, const struct socket_transfer);
	struct datagram *datagram = &socket->datagrams[socket->count];
	s32 status = (s32)send->length;

	if (send->length > DATAGRAM_ROOM) {
		answer_it(request, -EMSGSIZE);
		return 0;
	}
	if (socket->count == DATAGRAMS_MAX)
		return WOULD_WAIT;
	if (send->length > 0)
		status = sys_safecopy_from(request->source, send->grant, 0, datagram->data,
					   send->length);
	if (status >= 0) {
		datagram->length = send->length;
		datagram->ip = send->has_address ? send->ip : INADDR_LOOPBACK;
		datagram->port = send->has_address ? send->port : socket->port;
		socket->count++;
		status = (s32)send->length;
	}
	answer_it(request, status);
	return 0;
}

static int
try_send(const struct message *request, struct socket *socket)
{
	const struct socket_transfer *send = MESSAGE_BODY(request, const struct socket_transfer);
	u32 room = ROOM_OF_STREAM - socket->count;
	u32 length = send->length < room ? send->length : room;
	s32 status;

	if (socket->is_broken) {
		answer_it(request, -EPIPE);
		return 0;
	}
	if (socket->type != SOCK_STREAM)
		return try_send_datagram(request, socket);
	if (room == 0)
		return WOULD_WAIT;
	status = sys_safecopy_from(request->source, send->grant, 0, socket->bytes + socket->count,
				   length);
	if (status >= 0) {
		socket->count += length;
		status = (s32)length;
	}
	answer_it(request, lies(LIE_MORE_SENT) ? (s32)send->length + 1 : status);
	return 0;
}

static int
try_receive_datagram(const struct message *request, struct socket *socket)
{
	const struct socket_transfer *receive = MESSAGE_BODY(request, const struct socket_transfer);
	struct datagram datagram;
	u32 length;
	s32 status = 0;

	if (socket->count == 0)
		return WOULD_WAIT;
	datagram = socket->datagrams[0];
	length = receive->length < datagram.length ? receive->length : datagram.length;
	if (length > 0)
		status = sys_safecopy_to(request->source, receive->grant, 0, datagram.data, length);
	if (status >= 0)
		status = (s32)length;
	if (!(receive->message_flags & MSG_PEEK)) {
		socket->count--;
		memmove(&socket->datagrams[0], &socket->datagrams[1],
			socket->count * sizeof(datagram));
	}
	answer_address(request, status, datagram.ip, lies(LIE_PORT) ? WILD_PORT : datagram.port,
		       lies(LIE_DATAGRAM) ? length - 1 : datagram.length);
	return 0;
}

static int
try_receive(const struct message *request, struct socket *socket)
{
	const struct socket_transfer *receive = MESSAGE_BODY(request, const struct socket_transfer);
	u32 length = receive->length < socket->count ? receive->length : socket->count;
	s32 status = 0;

	if (socket->type != SOCK_STREAM)
		return try_receive_datagram(request, socket);
	if (length == 0 && !socket->is_finished)
		return WOULD_WAIT;
	if (length > 0)
		status = sys_safecopy_to(request->source, receive->grant, 0, socket->bytes, length);
	if (status >= 0 && !(receive->message_flags & MSG_PEEK)) {
		socket->count -= length;
		memmove(socket->bytes, socket->bytes + length, socket->count);
	}
	if (status >= 0)
		status = (s32)length;
	if (lies(LIE_MORE_RECEIVED))
		status = (s32)receive->length + 1;
	if (lies(LIE_STATUS))
		status = NO_SUCH_ERROR;
	if (lies(LIE_TWICE))
		answer_address(request, status, 0, 0, length);
	answer_address(request, status, 0, 0, length);
	return 0;
}

static int
try(const struct message *request, struct socket *socket)
{
	switch (request->type) {
	case SOCKET_CONNECT:
		return try_connect(request, socket);
	case SOCKET_ACCEPT:
		return try_accept(request, socket);
	case SOCKET_SEND:
		return try_send(request, socket);
	case SOCKET_RECEIVE:
		return try_receive(request, socket);
	}
	return WOULD_WAIT; /* a close that lingers */
}

static void
hold(const struct message *request)
{
	for (u32 index = 0; index < HELD_MAX; index++) {
		if (state->held[index].type != 0)
			continue;
		state->held[index] = *request;
		return;
	}
	panic("VFS lets more requests wait than it may");
}

static void
try_or_hold(const struct message *request, struct socket *socket)
{
	int may_wait = (MESSAGE_BODY(request, const struct socket_address)->flags & CHAR_NONBLOCK) == 0;

	if (request->type == SOCKET_SEND || request->type == SOCKET_RECEIVE)
		may_wait = (MESSAGE_BODY(request, const struct socket_transfer)->flags &
			    CHAR_NONBLOCK) == 0;
	if (try(request, socket) == 0)
		return;
	if (may_wait)
		hold(request);
	else
		answer_it(request, request->type == SOCKET_CONNECT ? -EINPROGRESS : -EAGAIN);
}

_Static_assert(offsetof(struct socket_address, flags) == offsetof(struct socket_value, flags),
	       "connect and accept have their flags at the same place");

/* ---- readiness ---- */

static u32
events_of(const struct socket *socket)
{
	u32 limit = socket->type == SOCK_STREAM ? ROOM_OF_STREAM : DATAGRAMS_MAX;
	u32 events = 0;

	if (socket->count > 0 || socket->incoming > 0 || socket->is_finished)
		events |= POLLIN;
	if (socket->is_finished)
		events |= POLLHUP;
	if (socket->error != 0)
		events |= POLLERR | POLLOUT;
	if (socket->count < limit && !socket->is_connecting)
		events |= POLLOUT;
	return events;
}

static void
answer_poll(const struct message *request, struct socket *socket)
{
	const struct char_poll *poll = MESSAGE_BODY(request, const struct char_poll);
	u32 wanted = poll->events | POLLERR | POLLHUP;
	u32 events = lie == LIE_READY ? wanted : events_of(socket) & wanted;

	if (events == 0 && poll->watch)
		socket->watched |= wanted;
	answer_it(request, (s32)events);
}

static void
tell(u32 minor, u32 events)
{
	struct message notice = {.type = CHAR_READY};

	*MESSAGE_BODY(&notice, struct char_ready) = (struct char_ready){minor, events};
	(void)ipc_send(sys_lookup("vfs"), &notice);
}

/* After any change: whoever waits for it is answered or told. */
static void
proceed(void)
{
	for (u32 index = 0; index < HELD_MAX; index++) {
		struct socket *socket = state->held[index].type != 0 ? socket_of(&state->held[index]) : NULL;

		if (socket != NULL && try(&state->held[index], socket) == 0)
			state->held[index].type = 0;
	}
	for (u32 minor = 0; minor < SOCKETS_MAX; minor++) {
		u32 events = events_of(&state->sockets[minor]) & state->sockets[minor].watched;

		if (state->sockets[minor].type == 0 || events == 0)
			continue;
		state->sockets[minor].watched = 0;
		tell(minor, events);
	}
}

/* ---- what the test asks for ---- */

static s32
count_sockets(void)
{
	s32 count = 0;

	for (u32 minor = 0; minor < SOCKETS_MAX; minor++)
		count += state->sockets[minor].type != 0;
	return count;
}

static s32
count_held(void)
{
	s32 count = 0;

	for (u32 index = 0; index < HELD_MAX; index++)
		count += state->held[index].type != 0;
	return count;
}

static void
settle_closes(void)
{
	for (u32 index = 0; index < HELD_MAX; index++) {
		if (state->held[index].type != CHAR_CLOSE)
			continue;
		answer_it(&state->held[index], 0);
		state->held[index].type = 0;
	}
}

static void
connect_ends(struct socket *socket, s32 error)
{
	socket->is_connecting = 0;
	socket->is_connected = error == 0;
	socket->error = error;
}

static s32
control(u32 number, u32 argument, struct socket *socket)
{
	switch (number) {
	case CONTROL_CONNECT:
		connect_ends(socket, (s32)argument);
		return 0;
	case CONTROL_INCOMING:
		socket->incoming += argument;
		return 0;
	case CONTROL_FINISH:
		socket->is_finished = 1;
		return 0;
	case CONTROL_BREAK:
		socket->is_broken = 1;
		return 0;
	case CONTROL_LINGER:
		socket->lingers = 1;
		return 0;
	case CONTROL_FORGET:
		socket->count = 0;
		return 0;
	case CONTROL_SETTLE:
		settle_closes();
		return 0;
	case CONTROL_LIE:
		lie = argument;
		return 0;
	case CONTROL_MUTE:
		is_mute = 1;
		return 0;
	case CONTROL_DIE:
		dies_in = argument + 1;
		return 0;
	case CONTROL_COUNT:
		return count_sockets();
	case CONTROL_WAITING:
		return count_held();
	case CONTROL_CANCELLED:
		return (s32)cancelled;
	}
	return -ENOTTY;
}

static void
answer_ioctl(const struct message *request, struct socket *socket)
{
	const struct char_ioctl *ioctl = MESSAGE_BODY(request, const struct char_ioctl);
	u32 argument = 0;
	s32 status = 0;

	if (IOCTL_SIZE(ioctl->request) == sizeof(argument))
		status = sys_safecopy_from(request->source, ioctl->grant, 0, &argument,
					   sizeof(argument));
	if (status >= 0)
		status = control(ioctl->request, argument, socket);
	answer_it(request, status);
	if (lies(LIE_TO_OTHERS))
		for (u32 i = 0; i < READY_TO_OTHERS; i++)
			tell(SOCKETS_MAX + i, POLLIN | POLLOUT);
}

/* ---- the other requests ---- */

static void
answer_cancel(const struct message *request)
{
	const struct char_cancel *cancel = MESSAGE_BODY(request, const struct char_cancel);

	for (u32 index = 0; index < HELD_MAX; index++) {
		if (state->held[index].type == 0 ||
		    MESSAGE_BODY(&state->held[index], const struct request_head)->id != cancel->request)
			continue;
		answer_it(&state->held[index], -EINTR);
		state->held[index].type = 0;
		cancelled++;
		answer_it(request, 0);
		return;
	}
	answer_it(request, -ENOENT);
}

static void
answer_close(const struct message *request, struct socket *socket)
{
	int waits = socket->lingers != 0;

	socket->type = 0;
	if (waits)
		hold(request);
	else
		answer_it(request, 0);
}

static void
answer_open(const struct message *request)
{
	u32 type = MESSAGE_BODY(request, const struct socket_open)->type;
	s32 minor;

	if (type != SOCK_STREAM && type != SOCK_DGRAM)
		minor = -EPROTONOSUPPORT;
	else if (lies(LIE_OPEN_TWICE))
		minor = 0;
	else
		minor = make_socket(type);
	answer_it(request, minor);
}

static void
answer_name(const struct message *request, const struct socket *socket)
{
	int is_peer = MESSAGE_BODY(request, const struct socket_value)->value != 0;

	if (is_peer && !socket->is_connected)
		answer_it(request, -ENOTCONN);
	else if (is_peer)
		answer_address(request, 0, socket->peer_ip, socket->peer_port, 0);
	else
		answer_address(request, 0, socket->ip,
			       lies(LIE_NAME_PORT) ? WILD_PORT : socket->port, 0);
}

static void
answer_get(const struct message *request, struct socket *socket)
{
	const struct socket_option *option = MESSAGE_BODY(request, const struct socket_option);
	struct message reply = {0};
	struct socket_value_reply *value = MESSAGE_BODY(&reply, struct socket_value_reply);

	value->value = socket->option;
	value->value2 = socket->option2;
	if (option->level == SOL_SOCKET && option->option == SO_ERROR) {
		value->value = lies(LIE_ERROR) ? (u32)-NO_SUCH_ERROR : (u32)socket->error;
		socket->error = 0;
	}
	answer(request, &reply, 0);
}

static void
bind_socket(const struct message *request, struct socket *socket)
{
	const struct socket_address *bind = MESSAGE_BODY(request, const struct socket_address);

	if (bind->port == PORT_TAKEN) {
		answer_it(request, -EADDRINUSE);
		return;
	}
	socket->ip = bind->ip;
	socket->port = bind->port;
	answer_it(request, 0);
}

static void
set_option(const struct message *request, struct socket *socket)
{
	const struct socket_option *option = MESSAGE_BODY(request, const struct socket_option);

	socket->option = option->value;
	socket->option2 = option->value2;
	answer_it(request, 0);
}

static void
answer_about(const struct message *request, struct socket *socket)
{
	switch (request->type) {
	case SOCKET_BIND:
		bind_socket(request, socket);
		break;
	case SOCKET_LISTEN:
		answer_it(request, 0);
		break;
	case SOCKET_SHUTDOWN:
		socket->is_broken = 1;
		answer_it(request, 0);
		break;
	case SOCKET_NAME:
		answer_name(request, socket);
		break;
	case SOCKET_SET:
		set_option(request, socket);
		break;
	case SOCKET_GET:
		answer_get(request, socket);
		break;
	case CHAR_POLL:
		answer_poll(request, socket);
		break;
	case CHAR_IOCTL:
		answer_ioctl(request, socket);
		break;
	case CHAR_CLOSE:
		answer_close(request, socket);
		break;
	default:
		try_or_hold(request, socket);
		break;
	}
}

static void
make_state(void)
{
	u32 address;

	if (sys_vm_map(EP_SELF, 0, ROUND_UP((u32)sizeof(*state), PAGE_SIZE), VM_READ | VM_WRITE,
		       &address) < 0)
		panic("no memory for sockets");
	state = (struct state *)address;
}

void
serve_network(const struct message *request, const char *manners)
{
	struct socket *socket;

	(void)manners;
	if (state == NULL)
		make_state();
	if (dies_in > 0 && --dies_in == 0)
		leave();
	if (is_mute)
		return;
	socket = socket_of(request);
	if (request->type == SOCKET_OPEN)
		answer_open(request);
	else if (request->type == CHAR_CANCEL)
		answer_cancel(request);
	else if (socket == NULL)
		answer_it(request, -EBADF);
	else
		answer_about(request, socket);
	proceed();
}
