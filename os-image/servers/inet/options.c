/* setsockopt and getsockopt: from the numbers of <sys/socket.h> to the stack's options. */
#include "inet.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#define TTL_MAX 255u

/* The stack's option, or 0. */
static u32
option_of(u32 level, u32 option)
{
	if (level == IPPROTO_IP)
		return option == IP_TTL ? NET_OPTION_TTL : 0;
	if (level == IPPROTO_TCP) {
		if (option == TCP_NODELAY)
			return NET_OPTION_NO_DELAY;
		return option == TCP_USER_TIMEOUT ? NET_OPTION_USER_TIMEOUT : 0;
	}
	if (level != SOL_SOCKET)
		return 0;
	switch (option) {
	case SO_REUSEADDR: return NET_OPTION_REUSE_ADDRESS;
	case SO_TYPE: return NET_OPTION_TYPE;
	case SO_ERROR: return NET_OPTION_ERROR;
	case SO_BROADCAST: return NET_OPTION_BROADCAST;
	case SO_SNDBUF: return NET_OPTION_SEND_BUFFER;
	case SO_RCVBUF: return NET_OPTION_RECEIVE_BUFFER;
	case SO_KEEPALIVE: return NET_OPTION_KEEP_ALIVE;
	default: return 0;
	}
}

static int
is_linger(const struct socket_option *request)
{
	return request->level == SOL_SOCKET && request->option == SO_LINGER;
}

static void
set_linger(struct socket *socket, u32 is_on, u32 seconds)
{
	socket->lingers = is_on != 0;
	socket->linger_s = seconds < SOCKET_LINGER_MAX_S ? seconds : SOCKET_LINGER_MAX_S;
}

s32
option_set(struct socket *socket, struct socket_call *call, struct message *reply)
{
	const struct socket_option *request = MESSAGE_BODY(&call->request, const struct socket_option);
	u32 option = option_of(request->level, request->option);

	(void)reply;
	if (is_linger(request)) {
		set_linger(socket, request->value, request->value2);
		return 0;
	}
	if (option == 0)
		return -ENOPROTOOPT;
	if (option == NET_OPTION_TTL && (request->value == 0 || request->value > TTL_MAX))
		return -EINVAL;
	return net_set_option(socket->net, (enum net_option)option, request->value);
}

s32
option_get(struct socket *socket, struct socket_call *call, struct message *reply)
{
	const struct socket_option *request = MESSAGE_BODY(&call->request, const struct socket_option);
	struct socket_value_reply *answer = MESSAGE_BODY(reply, struct socket_value_reply);
	u32 option = option_of(request->level, request->option);

	if (is_linger(request)) {
		answer->value = socket->lingers;
		answer->value2 = socket->linger_s;
		return 0;
	}
	if (option == 0)
		return -ENOPROTOOPT;
	if (option == NET_OPTION_ERROR)
		socket->is_connecting = 0; /* who asks knows how it ended */
	return net_get_option(socket->net, (enum net_option)option, &answer->value);
}
