/* What must hold of TCP's state between any two calls. */
#include "tcp_check.h"

#include "check.h"

static void
check_ranges(const struct tcp_ranges *ranges, u32 first, u32 last)
{
	u32 bytes = 0;

	CHECK(ranges->count <= TCP_RANGES_MAX);
	for (u32 i = 0; i < ranges->count; i++) {
		CHECK(seq_after(ranges->at[i].start, first));
		CHECK(seq_before(ranges->at[i].start, ranges->at[i].end));
		CHECK(!seq_after(ranges->at[i].end, last));
		first = ranges->at[i].end;
		bytes += ranges->at[i].end - ranges->at[i].start;
	}
	CHECK_EQUAL(ranges->bytes, bytes);
}

static void
check_sending(const struct tcp *tcp)
{
	CHECK(!seq_after(tcp->snd_una, tcp->snd_nxt));
	CHECK(!seq_after(tcp->snd_nxt, tcp->snd_max));
	CHECK(!seq_after(tcp->snd_max, tcp->snd_end + tcp->fin_wanted));
	CHECK(tcp_unacknowledged(tcp) <= tcp->send.size);
	CHECK(tcp->mss >= TCP_MSS_MIN && tcp->mss <= max_u32(tcp->own_mss, TCP_MSS_MIN));
	if (tcp_is_synchronized(tcp)) /* before, the segments' size is not known */
		CHECK(tcp->cwnd >= tcp->mss && tcp->cwnd <= 2 * TCP_BUFFER_MAX);
	check_ranges(&tcp->sacked, tcp->snd_una, tcp->snd_max);
	if (tcp->sacked.count > 0)
		CHECK(tcp->sack_ok);
}

static void
check_receiving(const struct tcp *tcp)
{
	CHECK(tcp_unread(tcp) <= tcp->receive.size);
	CHECK(seq_before(tcp->rcv_adv, tcp->rcv_nxt) ||
	      tcp->rcv_adv - tcp->rcv_nxt <= tcp->receive.size);
	if (tcp_receives(tcp))
		check_ranges(&tcp->beyond, tcp->rcv_nxt, tcp->rcv_nxt + tcp_receive_room(tcp));
	else
		CHECK(tcp->beyond.count == 0 || tcp->state == NET_TCP_CLOSED);
}

static void
check_connection(const struct tcp *tcp)
{
	int wants = tcp->snd_una != tcp->snd_max || tcp_has_unsent(tcp);

	CHECK(tcp->snd_max - tcp->iss >= 1);
	check_sending(tcp);
	if (tcp->state != NET_TCP_SYN_SENT)
		check_receiving(tcp);
	/* Whatever is not done has something that will come back to it. */
	if (tcp->state != NET_TCP_TIME_WAIT && wants)
		CHECK(tcp->retransmit_timer.link != NULL || tcp->wish != TCP_CONTENT);
	if (tcp->unacked > 0 && tcp->state != NET_TCP_TIME_WAIT)
		CHECK(tcp->ack_timer.link != NULL || tcp->wish != TCP_CONTENT);
	if (tcp->state == NET_TCP_TIME_WAIT)
		CHECK(tcp->end_timer.link != NULL);
	else
		CHECK(tcp->send.bytes != NULL && tcp->receive.bytes != NULL);
	if (tcp->socket->is_closed && tcp->state >= NET_TCP_ESTABLISHED)
		CHECK(tcp->end_timer.link != NULL);
}

static void
check_closed(const struct tcp *tcp)
{
	CHECK(!tcp->socket->is_closed);
	CHECK(tcp->wish == TCP_CONTENT);
	CHECK(tcp->receive.bytes != NULL || tcp_unread(tcp) == 0);
	CHECK(tcp->retransmit_timer.link == NULL && tcp->ack_timer.link == NULL);
	CHECK(tcp->keep_alive_timer.link == NULL && tcp->end_timer.link == NULL);
}

static void
check_listener(const struct tcp *tcp)
{
	u32 waiting = 0;

	for (const struct tcp *one = tcp->accept_next; one != NULL; one = one->accept_next) {
		CHECK(one->listener == tcp);
		waiting++;
	}
	CHECK_EQUAL(tcp->accept_count, waiting);
	CHECK(waiting <= tcp->backlog);
}

void
tcp_check(struct net *net)
{
	const struct net_tcp *shared = net_tcp(net);
	u32 half_open = 0;

	for (u32 i = 0; i < TCP_HALF_OPEN_MAX; i++)
		half_open += shared->half_open[i].listener != NULL;
	CHECK_EQUAL(shared->half_open_count, half_open);
	if (half_open > 0)
		CHECK(shared->half_open_timer.link != NULL);
	for (struct net_socket *socket = net_first_socket(net); socket != NULL;
	     socket = socket->next) {
		const struct tcp *tcp = socket->tcp;

		if (tcp == NULL)
			continue;
		CHECK(tcp->socket == socket);
		if (tcp->state == NET_TCP_CLOSED)
			check_closed(tcp);
		else if (tcp->state == NET_TCP_LISTEN)
			check_listener(tcp);
		else
			check_connection(tcp);
	}
}
