/* Options of sockets: those of all here, those of one protocol there. */
#include "net_internal.h"

#define TTL_MAX 255u

static void
set_flag(struct net_socket *socket, u8 flag, u32 value)
{
	if (value != 0)
		socket->options |= flag;
	else
		socket->options &= (u8)~flag;
}

s32
net_set_option(struct net_socket *socket, enum net_option option, u32 value)
{
	switch (option) {
	case NET_OPTION_REUSE_ADDRESS:
		set_flag(socket, SOCKET_REUSE_ADDRESS, value);
		return 0;
	case NET_OPTION_BROADCAST:
		set_flag(socket, SOCKET_BROADCAST, value);
		return 0;
	case NET_OPTION_TTL:
		if (value == 0 || value > TTL_MAX)
			return -EINVAL;
		socket->ttl = (u8)value;
		return 0;
	default:
		break;
	}
	if (socket->type == NET_STREAM)
		return tcp_set_option(socket, option, value);
	if (option == NET_OPTION_RECEIVE_BUFFER)
		return datagrams_set_limit(socket, value);
	/* What is sent leaves at once: the buffer is the interface's. */
	return option == NET_OPTION_SEND_BUFFER ? 0 : -ENOPROTOOPT;
}

static s32
get_datagram_option(struct net_socket *socket, enum net_option option, u32 *value)
{
	switch (option) {
	case NET_OPTION_RECEIVE_BUFFER:
		*value = socket->datagrams->limit;
		return 0;
	case NET_OPTION_SEND_BUFFER:
		*value = IP_PAYLOAD_MAX;
		return 0;
	case NET_OPTION_UNREAD:
		*value = datagrams_unread(socket);
		return 0;
	case NET_OPTION_UNSENT:
		*value = 0;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

s32
net_get_option(struct net_socket *socket, enum net_option option, u32 *value)
{
	switch (option) {
	case NET_OPTION_REUSE_ADDRESS:
		*value = (socket->options & SOCKET_REUSE_ADDRESS) != 0;
		return 0;
	case NET_OPTION_BROADCAST:
		*value = (socket->options & SOCKET_BROADCAST) != 0;
		return 0;
	case NET_OPTION_TTL:
		*value = socket->ttl == 0 ? IP_DEFAULT_TTL : socket->ttl;
		return 0;
	case NET_OPTION_TYPE:
		*value = socket->type;
		return 0;
	case NET_OPTION_ERROR:
		*value = (u32)-socket_take_error(socket);
		return 0;
	default:
		break;
	}
	return socket->type == NET_STREAM ? tcp_get_option(socket, option, value)
					  : get_datagram_option(socket, option, value);
}
