/* Segments, ICMP's errors and lost addresses: from IP to the connection that they are for. */
#include <errno.h>

#include "ip.h"
#include "tcp.h"

#define QUOTED_PORTS_BYTES 4u
#define QUOTED_BYTES 8u /* of our segment's header that every ICMP error has: ports and sequence */

void
tcp_init(struct net *net)
{
	struct net_tcp *shared = net_tcp(net);

	shared->due = NULL;
	shared->blocked = NULL;
}

/*
 * Its peer begins a new connection with the addresses of one that only waits (RFC 9293,
 * 3.10.7.4).
 */
static int
begins_anew(const struct tcp *tcp, const struct tcp_segment *segment)
{
	return tcp->state == NET_TCP_TIME_WAIT &&
	       (segment->flags & (TCP_SYN | TCP_ACK | TCP_RST)) == TCP_SYN &&
	       seq_after(segment->sequence, tcp->rcv_nxt);
}

static void
hear(struct tcp *tcp)
{
	tcp->heard_us = net_now(tcp->net);
	tcp->unanswered_us = 0;
	tcp->keep_alive_probes = 0;
}

static void
dispatch(struct tcp *tcp, struct tcp_segment *segment)
{
	switch (tcp->state) {
	case NET_TCP_LISTEN:
		tcp_half_open_input(tcp, segment);
		break;
	case NET_TCP_CLOSED:
		tcp_reset_unknown(tcp->net, segment);
		break;
	case NET_TCP_SYN_SENT:
		tcp_syn_sent_input(tcp, segment);
		break;
	case NET_TCP_TIME_WAIT:
		tcp_time_wait_input(tcp, segment);
		break;
	default:
		tcp_synchronized_input(tcp, segment);
	}
}

static struct tcp *
find(struct net *net, const struct net_address *local, const struct net_address *remote)
{
	struct net_socket *socket = socket_find(net, IP_PROTOCOL_TCP, local, remote);

	return socket != NULL ? socket->tcp : NULL;
}

void
tcp_input(struct net *net, const struct ip_packet *packet)
{
	struct net_statistics *counters = net_counters(net);
	struct tcp_segment segment;
	struct tcp *tcp;
	u32 sum;

	counters->tcp_received++;
	/* What went to many, or pretends to come from many, is no connection's. */
	if (packet->is_broadcast || ip_is_multicast(packet->destination) ||
	    ip_is_multicast(packet->source) || packet->source == IP_ANY ||
	    packet->source == IP_BROADCAST || !tcp_segment_read(&segment, packet)) {
		counters->tcp_bad++;
		return;
	}
	sum = tcp_segment_header_sum(&segment);
	tcp = find(net, &segment.local, &segment.remote);
	if (tcp != NULL && tcp->state == NET_TCP_ESTABLISHED &&
	    tcp_fast_input(tcp, &segment, sum)) {
		hear(tcp);
		return;
	}
	if (checksum_finish(checksum_add(sum, segment.data, segment.length)) != 0) {
		counters->tcp_bad++;
		return;
	}
	tcp_options_read(&segment.options, segment.header + TCP_HEADER_BYTES,
			 segment.header_length - TCP_HEADER_BYTES);
	segment.has_least_iss = 0;
	if (tcp != NULL && begins_anew(tcp, &segment)) {
		segment.has_least_iss = 1;
		segment.least_iss = tcp_successor_iss(tcp);
		tcp_end(tcp, 0);
		tcp = find(net, &segment.local, &segment.remote);
	}
	if (tcp == NULL) {
		tcp_reset_unknown(net, &segment);
		return;
	}
	hear(tcp);
	dispatch(tcp, &segment);
}

/* A router's word that a segment was too long (RFC 1191): shorter ones, and that one again. */
static void
shorten(struct tcp *tcp, u32 mtu)
{
	u32 headers = IP_HEADER_BYTES + TCP_HEADER_BYTES;
	u32 mss = mtu > headers ? mtu - headers : TCP_MSS_DEFAULT;

	mss = max_u32(mss, TCP_PATH_MSS_MIN);
	if (mss >= tcp->mss)
		return;
	tcp->mss = mss;
	tcp_loss_go_back(tcp);
	tcp_want_output(tcp);
}

void
tcp_icmp_error(struct net *net, const struct icmp_error *error)
{
	struct net_address local = {.ip = error->source};
	struct net_address remote = {.ip = error->destination};
	struct tcp *tcp;
	u32 sequence;

	if (error->length < QUOTED_BYTES)
		return;
	local.port = get16(error->quoted);
	remote.port = get16(error->quoted + 2);
	sequence = get32(error->quoted + QUOTED_PORTS_BYTES);
	tcp = find(net, &local, &remote);
	/*
	 * Only of what is on its way now: anything else is late, or somebody's guess (RFC 5927,
	 * 4.1).
	 */
	if (tcp == NULL || tcp->state == NET_TCP_LISTEN || tcp->state == NET_TCP_CLOSED ||
	    seq_before(sequence, tcp->snd_una) || !seq_before(sequence, tcp->snd_max))
		return;
	if (error->error == -EMSGSIZE) {
		if (tcp_is_synchronized(tcp))
			shorten(tcp, error->mtu);
	} else if (tcp->state == NET_TCP_SYN_SENT && error->error == -ECONNREFUSED) {
		tcp_end(tcp, error->error);
	} else {
		/*
		 * Ways come back: it is told only if the time-out is reached (RFC 1122,
		 * 4.2.3.9).
		 */
		tcp->soft_error = error->error;
	}
}

void
tcp_address_gone(struct net *net, ip_address address)
{
	struct net_socket *socket, *next;

	tcp_half_open_address_gone(net, address);
	for (socket = net_first_socket(net); socket != NULL; socket = next) {
		next = socket->next;
		if (socket->tcp == NULL || socket->local.ip != address ||
		    socket->tcp->state == NET_TCP_LISTEN || socket->tcp->state == NET_TCP_CLOSED)
			continue;
		tcp_end(socket->tcp, -ENETDOWN);
	}
}
