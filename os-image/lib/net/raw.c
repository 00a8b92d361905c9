/* Raw sockets: each gets a copy of the packets of its protocol that have come for us. */
#include "net_internal.h"

static int
wants(const struct net_socket *socket, const struct ip_packet *packet)
{
	if (socket->type != NET_RAW || socket->protocol != packet->protocol)
		return 0;
	if (socket->local.ip != IP_ANY && socket->local.ip != packet->destination)
		return 0;
	return socket->remote.ip == IP_ANY || socket->remote.ip == packet->source;
}

void
raw_input(struct net *net, const struct ip_packet *packet)
{
	struct net_address from = {packet->source, 0};

	if (net->raw_sockets == 0)
		return;
	if (!packet->is_broadcast && !ip_is_local(net, packet->destination))
		return;
	for (struct net_socket *socket = net->used_sockets; socket != NULL; socket = socket->next)
		if (wants(socket, packet) &&
		    !datagrams_add(socket, &from, packet->payload, packet->length))
			packet->interface->counters.received_dropped++;
}
