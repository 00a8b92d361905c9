/* Sockets for datagrams: their queues, and sending. */
#include "net_internal.h"

s32
datagrams_attach(struct net_socket *socket)
{
	struct datagrams *datagrams = net_allocate(socket->net, sizeof(*datagrams));

	if (datagrams == NULL)
		return -ENOMEM;
	datagrams->end = &datagrams->first;
	datagrams->limit = DATAGRAM_QUEUE_DEFAULT;
	socket->datagrams = datagrams;
	return 0;
}

/* ---- receiving ---- */

static u32
bytes_of(u32 length)
{
	return (u32)sizeof(struct datagram) + length;
}

static void
drop_first(struct net_socket *socket)
{
	struct datagrams *datagrams = socket->datagrams;
	struct datagram *first = datagrams->first;

	datagrams->first = first->next;
	if (datagrams->first == NULL)
		datagrams->end = &datagrams->first;
	datagrams->used -= bytes_of(first->length);
	net_release(socket->net, first, bytes_of(first->length));
}

void
datagrams_discard(struct net_socket *socket)
{
	struct net *net = socket->net;

	if (net->sending.socket == socket)
		net->sending.socket = NULL;
	while (socket->datagrams->first != NULL)
		drop_first(socket);
	net_release(net, socket->datagrams, sizeof(*socket->datagrams));
	socket->datagrams = NULL;
}

int
datagrams_add(struct net_socket *socket, const struct net_address *from, const u8 *bytes,
	      u32 length)
{
	struct datagrams *datagrams = socket->datagrams;
	struct datagram *datagram;

	if (socket->shutdown & NET_SHUT_RECEIVE)
		return 0;
	if (datagrams->used + bytes_of(length) > datagrams->limit)
		return 0;
	datagram = net_allocate(socket->net, bytes_of(length));
	if (datagram == NULL)
		return 0;
	datagram->from = *from;
	datagram->length = length;
	memcpy(datagram->bytes, bytes, length);
	*datagrams->end = datagram;
	datagrams->end = &datagram->next;
	datagrams->used += bytes_of(length);
	socket_changed(socket);
	return 1;
}

u32
datagrams_unread(const struct net_socket *socket)
{
	return socket->datagrams->first == NULL ? 0 : socket->datagrams->first->length;
}

s32
datagrams_set_limit(struct net_socket *socket, u32 bytes)
{
	if (bytes < DATAGRAM_QUEUE_MIN)
		bytes = DATAGRAM_QUEUE_MIN;
	socket->datagrams->limit = bytes < DATAGRAM_QUEUE_MAX ? bytes : DATAGRAM_QUEUE_MAX;
	return 0;
}

s32
net_datagram(struct net_socket *socket, const u8 **data, struct net_address *from)
{
	struct datagrams *datagrams = socket->datagrams;
	s32 error;

	if (datagrams == NULL)
		return -EOPNOTSUPP;
	error = socket_take_error(socket);
	if (error < 0)
		return error;
	if (datagrams->first == NULL) {
		if ((socket->shutdown & NET_SHUT_RECEIVE) == 0)
			return -EAGAIN;
		*data = NULL;
		*from = socket->remote;
		return 0;
	}
	*data = datagrams->first->bytes;
	*from = datagrams->first->from;
	return (s32)datagrams->first->length;
}

void
net_datagram_done(struct net_socket *socket)
{
	if (socket->datagrams != NULL && socket->datagrams->first != NULL)
		drop_first(socket);
}

u32
datagrams_events(const struct net_socket *socket)
{
	const struct datagrams *datagrams = socket->datagrams;
	u32 events = 0;

	if (datagrams->first != NULL || (socket->shutdown & NET_SHUT_RECEIVE))
		events |= NET_READABLE;
	if (!datagrams->waits_for_room || (socket->shutdown & NET_SHUT_SEND))
		events |= NET_WRITABLE;
	if (socket->error != 0)
		events |= NET_ERROR | NET_READABLE | NET_WRITABLE;
	return events;
}

/* ---- connecting ---- */

s32
datagrams_connect(struct net_socket *socket, const struct net_address *remote)
{
	struct net *net = socket->net;
	ip_address source = socket->datagrams->bound_ip;
	u32 payload_max;
	s32 error;

	if (remote->ip == IP_ANY && remote->port == 0) {
		socket_unhash(socket);
		socket->remote = *remote;
		socket->local.ip = socket->datagrams->bound_ip;
		if (socket->local.port != 0)
			socket_hash(socket);
		return 0;
	}
	if (remote->ip == IP_ANY || (remote->port == 0 && socket->type == NET_DATAGRAM))
		return -EADDRNOTAVAIL;
	error = ip_source_for(net, remote->ip, &source, &payload_max);
	if (error < 0)
		return error;
	error = socket_bind_if_needed(socket);
	if (error < 0)
		return error;
	socket_unhash(socket);
	socket->remote = *remote;
	socket->local.ip = source;
	if (socket->type == NET_DATAGRAM)
		socket_hash(socket);
	return 0;
}

/* ---- sending ---- */

u8 *
datagram_staging(struct net *net)
{
	return net->sending.socket == NULL ? net->sending.staged : NULL;
}

static int
is_broadcast(const struct net_socket *socket, ip_address address)
{
	struct net_interface *interface =
		ip_interface_for(socket->net, socket->local.ip, address);

	return address == IP_BROADCAST ||
	       (interface != NULL && !interface->is_loopback &&
		interface_is_broadcast(interface, address));
}

/* Whom it goes to, if it may. */
static s32
check_destination(struct net_socket *socket, const struct net_address *to)
{
	struct datagram_send *sending = &socket->net->sending;

	sending->to = to == NULL ? socket->remote : *to;
	if (sending->to.ip == IP_ANY || (sending->to.port == 0 && socket->type == NET_DATAGRAM))
		return -EDESTADDRREQ;
	if (is_broadcast(socket, sending->to.ip) && (socket->options & SOCKET_BROADCAST) == 0)
		return -EACCES;
	return 0;
}

/* Where the datagram is written: in its frame, or, if it is longer, in one piece elsewhere. */
static s32
find_place(struct net_socket *socket, u8 **place)
{
	struct datagram_send *sending = &socket->net->sending;
	u32 payload_max;
	s32 error =
		ip_source_for(socket->net, sending->to.ip, &sending->ip.source, &payload_max);

	if (error < 0)
		return error;
	sending->is_staged = sending->ip.length > payload_max;
	if (sending->is_staged) {
		*place = sending->staged;
		return 0;
	}
	error = ip_begin(socket->net, &sending->ip);
	*place = sending->ip.payload;
	return error;
}

s32
net_datagram_space(struct net_socket *socket, const struct net_address *to, u32 length, u8 **space)
{
	struct datagram_send *sending = &socket->net->sending;
	u8 *place;
	s32 error;

	if (socket->datagrams == NULL)
		return -EOPNOTSUPP;
	error = socket_take_error(socket);
	if (error < 0)
		return error;
	if (socket->shutdown & NET_SHUT_SEND)
		return -EPIPE;
	sending->header = socket->type == NET_DATAGRAM ? UDP_HEADER_BYTES : 0;
	if (length > IP_PAYLOAD_MAX - sending->header)
		return -EMSGSIZE;
	error = check_destination(socket, to);
	if (error == 0)
		error = socket_bind_if_needed(socket);
	if (error < 0)
		return error;
	sending->ip = (struct ip_send){
		.source = socket->local.ip,
		.destination = sending->to.ip,
		.protocol = socket->protocol,
		.ttl = socket->ttl,
		.length = sending->header + length,
	};
	error = find_place(socket, &place);
	if (error == -EAGAIN)
		socket->datagrams->waits_for_room = 1;
	if (error < 0)
		return error;
	sending->socket = socket;
	*space = place + sending->header;
	return 0;
}

s32
net_datagram_send(struct net_socket *socket)
{
	struct net *net = socket->net;
	struct datagram_send *sending = &net->sending;
	s32 error = 0;

	if (sending->socket != socket)
		return -EINVAL;
	sending->socket = NULL;
	if (socket->type == NET_DATAGRAM)
		udp_write_header(&sending->ip, socket->local.port, sending->to.port,
				 sending->is_staged ? sending->staged : sending->ip.payload);
	if (sending->is_staged)
		error = ip_send_whole(net, &sending->ip, sending->staged);
	else
		ip_commit(net, &sending->ip);
	if (error == -EAGAIN)
		socket->datagrams->waits_for_room = 1;
	if (error == 0 && socket->type == NET_DATAGRAM)
		net->statistics.udp_sent++;
	return error;
}

void
datagrams_room(struct net *net)
{
	for (struct net_socket *socket = net->used_sockets; socket != NULL; socket = socket->next) {
		if (socket->datagrams == NULL || !socket->datagrams->waits_for_room)
			continue;
		socket->datagrams->waits_for_room = 0;
		socket_changed(socket);
	}
}
