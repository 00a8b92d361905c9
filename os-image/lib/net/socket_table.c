/*
 * The sockets: a fixed number of places, the table by addresses that says whom a packet is
 * for, and the list of those whose owners are to be told of a change.
 */
#include "net_internal.h"

/* Ports for those that don't care (RFC 6335, 6). */
#define FIRST_DYNAMIC_PORT 49152u
#define DYNAMIC_PORTS (65536u - FIRST_DYNAMIC_PORT)
/* From one stream's port to the next one's, at most (RFC 6056, 3.3.5: random increments). */
#define STREAM_PORT_STEP_MAX 4u

void
sockets_init(struct net *net)
{
	for (u32 i = NET_SOCKETS_MAX; i-- > 0;) {
		net->sockets[i].next = net->free_sockets;
		net->free_sockets = &net->sockets[i];
	}
	net->changed_end = &net->changed;
}

struct net_socket *
socket_allocate(struct net *net, enum net_socket_type type, u8 protocol, s32 *error)
{
	struct net_socket *socket;

	if (net->free_sockets == NULL && !tcp_reclaim(net)) {
		*error = -ENFILE;
		return NULL;
	}
	socket = net->free_sockets;
	net->free_sockets = socket->next;
	*socket = (struct net_socket){
		.net = net,
		.next = net->used_sockets,
		.type = (u8)type,
		.protocol = protocol,
	};
	net->used_sockets = socket;
	net->raw_sockets += type == NET_RAW;
	return socket;
}

static void
forget_change(struct net_socket *socket)
{
	struct net *net = socket->net;
	struct net_socket **link = &net->changed;

	if (!socket->is_changed)
		return;
	while (*link != socket)
		link = &(*link)->changed_next;
	*link = socket->changed_next;
	if (net->changed_end == &socket->changed_next)
		net->changed_end = link;
	socket->is_changed = 0;
}

void
socket_free(struct net_socket *socket)
{
	struct net *net = socket->net;
	struct net_socket **link = &net->used_sockets;

	socket_unhash(socket);
	forget_change(socket);
	while (*link != socket)
		link = &(*link)->next;
	*link = socket->next;
	net->raw_sockets -= socket->type == NET_RAW;
	socket->type = 0;
	socket->next = net->free_sockets;
	net->free_sockets = socket;
}

/* ---- by addresses ---- */

/* The own IP address is left out, as a socket may be bound to any. */
static struct net_socket **
bucket_of(struct net *net, u8 protocol, u16 local_port, const struct net_address *remote)
{
	u32 key = remote->ip ^ remote->ip >> 16 ^ remote->port ^ local_port ^ protocol;

	return &net->buckets[(key ^ key >> 6) % SOCKET_BUCKETS];
}

void
socket_hash(struct net_socket *socket)
{
	struct net_socket **bucket =
		bucket_of(socket->net, socket->protocol, socket->local.port, &socket->remote);

	if (socket->is_hashed)
		return;
	socket->hash_next = *bucket;
	*bucket = socket;
	socket->is_hashed = 1;
}

void
socket_unhash(struct net_socket *socket)
{
	struct net_socket **link =
		bucket_of(socket->net, socket->protocol, socket->local.port, &socket->remote);

	if (!socket->is_hashed)
		return;
	while (*link != socket)
		link = &(*link)->hash_next;
	*link = socket->hash_next;
	socket->is_hashed = 0;
}

/* The socket with just this remote address; best one that names its own address, too. */
static struct net_socket *
find_with_remote(struct net *net, u8 protocol, const struct net_address *local,
		 const struct net_address *remote)
{
	struct net_socket *socket = *bucket_of(net, protocol, local->port, remote);
	struct net_socket *found = NULL;

	for (; socket != NULL; socket = socket->hash_next) {
		if (socket->protocol != protocol || socket->local.port != local->port ||
		    socket->remote.ip != remote->ip || socket->remote.port != remote->port)
			continue;
		if (socket->local.ip == local->ip)
			return socket;
		if (socket->local.ip == IP_ANY)
			found = socket;
	}
	return found;
}

struct net_socket *
socket_find(struct net *net, u8 protocol, const struct net_address *local,
	    const struct net_address *remote)
{
	static const struct net_address anybody;
	struct net_socket *socket = find_with_remote(net, protocol, local, remote);

	return socket != NULL ? socket : find_with_remote(net, protocol, local, &anybody);
}

/* ---- ports ---- */

/* Whether two own addresses can mean the same one. */
static int
overlap(ip_address a, ip_address b)
{
	return a == IP_ANY || b == IP_ANY || a == b;
}

/*
 * Who may not be disturbed by a bind: with REUSE_ADDRESS that is, for streams, only who has no
 * peer, so that a listener comes back while its old connections die (RFC 1122, 4.2.2.13).
 */
int
socket_port_is_taken(const struct net_socket *wants, const struct net_address *local)
{
	int may_share = wants->type == NET_STREAM && (wants->options & SOCKET_REUSE_ADDRESS) != 0;
	const struct net_socket *socket = wants->net->used_sockets;

	for (; socket != NULL; socket = socket->next) {
		if (socket == wants || socket->type == NET_RAW ||
		    socket->protocol != wants->protocol || socket->local.port != local->port)
			continue;
		if (overlap(socket->local.ip, local->ip) &&
		    !(may_share && socket->remote.port != 0))
			return 1;
	}
	return 0;
}

static int
port_is_used(const struct net *net, u8 protocol, ip_address local, u16 port)
{
	const struct net_socket *socket = net->used_sockets;

	for (; socket != NULL; socket = socket->next)
		if (socket->protocol == protocol && socket->local.port == port &&
		    overlap(socket->local.ip, local))
			return 1;
	return 0;
}

/*
 * Nobody is to guess the port of a datagram. That of a stream must not come again soon: its last
 * peer may remember the old connection for a minute, and takes the new one for a part of it.
 */
static u32
first_port_to_try(struct net *net, u8 protocol)
{
	u32 random = net_random(net);

	if (protocol != IP_PROTOCOL_TCP)
		return random;
	if (net->stream_port == 0)
		net->stream_port = random % DYNAMIC_PORTS + 1;
	net->stream_port += 1 + random % STREAM_PORT_STEP_MAX;
	return net->stream_port;
}

u16
socket_choose_port(struct net *net, u8 protocol, ip_address local)
{
	u32 start = first_port_to_try(net, protocol);

	/* One more than there are sockets: among so many ports one is free. */
	for (u32 i = 0; i <= NET_SOCKETS_MAX; i++) {
		u16 port = (u16)(FIRST_DYNAMIC_PORT + (start + i) % DYNAMIC_PORTS);

		if (!port_is_used(net, protocol, local, port))
			return port;
	}
	return 0;
}

/* ---- owners ---- */

void
socket_changed(struct net_socket *socket)
{
	struct net *net = socket->net;

	if (socket->is_changed || socket->is_closed)
		return;
	socket->is_changed = 1;
	socket->changed_next = NULL;
	*net->changed_end = socket;
	net->changed_end = &socket->changed_next;
}

/* What an owner changes when it hears of a socket waits for the next turn. */
void
sockets_tell(struct net *net)
{
	const struct net_socket *each = net->changed;
	u32 left = 0;

	for (; each != NULL; each = each->changed_next)
		left++;
	while (net->changed != NULL && left-- > 0) {
		struct net_socket *socket = net->changed;

		forget_change(socket);
		if (!socket->is_closed)
			net->host.socket_changed(net->host.context, socket);
	}
}
