/*
 * Data that has come, in whatever order: it goes straight to its place in the ring, and
 * what lies beyond a gap is remembered as ranges. And the window that this leaves
 * (RFC 9293, 3.8.6; silly window avoidance: RFC 1122, 4.2.3.3).
 */
#include "tcp.h"

u32
tcp_unread(const struct tcp *tcp)
{
	return tcp->rcv_nxt - tcp->rcv_read - (u32)tcp_fin_received(tcp);
}

int
tcp_fin_received(const struct tcp *tcp)
{
	return tcp->has_fin && seq_after(tcp->rcv_nxt, tcp->fin_at);
}

int
tcp_receives(const struct tcp *tcp)
{
	return tcp->state == NET_TCP_ESTABLISHED || tcp->state == NET_TCP_FIN_WAIT_1 ||
	       tcp->state == NET_TCP_FIN_WAIT_2;
}

u32
tcp_receive_room(const struct tcp *tcp)
{
	u32 used = tcp->rcv_nxt - tcp->rcv_read;

	return used < tcp->receive.size ? tcp->receive.size - used : 0;
}

/* How far the edge of the window could be moved on now. */
static u32
window_gain(const struct tcp *tcp)
{
	u32 most = 0xffffu << tcp->rcv_shift;
	u32 edge = tcp->rcv_nxt + min_u32(tcp_receive_room(tcp), most);

	return seq_after(edge, tcp->rcv_adv) ? edge - tcp->rcv_adv : 0;
}

u32
tcp_window_to_announce(struct tcp *tcp)
{
	u32 gain;

	tcp->rcv_adv = seq_max(tcp->rcv_adv, tcp->rcv_nxt);
	gain = window_gain(tcp);
	if (gain >= min_u32(tcp->receive.size / 2, tcp->own_mss))
		tcp->rcv_adv += gain;
	return tcp->rcv_adv - tcp->rcv_nxt;
}

int
tcp_window_update_is_due(const struct tcp *tcp)
{
	return window_gain(tcp) >= min_u32(tcp->receive.size / 2, 2 * tcp->own_mss);
}

static void
repeated(struct tcp *tcp, u32 start, u32 end)
{
	tcp->has_repeated = 1;
	tcp->repeated_start = start;
	tcp->repeated_end = end;
	net_counters(tcp->net)->tcp_duplicates++;
}

void
tcp_count_segment(struct tcp *tcp)
{
	if (tcp->unacked < TCP_ACK_STRETCH)
		tcp->unacked++;
}

/* The next in order: what lies behind it without a gap is in order then, too. */
static void
advance(struct tcp *tcp, u32 end)
{
	if (tcp->beyond.count > 0) {
		for (u32 i = 0; i < tcp->beyond.count; i++) {
			if (!seq_before(end, tcp->beyond.at[i].start))
				end = seq_max(end, tcp->beyond.at[i].end);
		}
		ranges_trim(&tcp->beyond, end);
		tcp->ack_now = 1; /* RFC 5681, 4.2: the sender waits for it */
	}
	tcp->rcv_nxt = end;
	tcp_count_segment(tcp);
	if (tcp->socket->shutdown & NET_SHUT_RECEIVE)
		tcp->rcv_read = tcp->rcv_nxt;
	else
		socket_changed(tcp->socket);
}

void
tcp_data_input(struct tcp *tcp, u32 sequence, const u8 *data, u32 length)
{
	u32 end = sequence + length;
	u32 edge = tcp->rcv_nxt + tcp_receive_room(tcp);

	if (seq_before(sequence, tcp->rcv_nxt)) {
		repeated(tcp, sequence, seq_min(end, tcp->rcv_nxt));
		tcp->ack_now = 1;
		if (!seq_after(end, tcp->rcv_nxt))
			return;
		data += tcp->rcv_nxt - sequence;
		sequence = tcp->rcv_nxt;
	}
	if (seq_after(end, edge)) {
		tcp->ack_now = 1;
		end = edge;
		if (!seq_after(end, sequence))
			return;
	}
	if (sequence == tcp->rcv_nxt) {
		ring_write(&tcp->receive, sequence, data, end - sequence);
		advance(tcp, end);
		return;
	}
	net_counters(tcp->net)->tcp_out_of_order++;
	if (ranges_has(&tcp->beyond, sequence, end))
		repeated(tcp, sequence, end);
	if (ranges_add(&tcp->beyond, sequence, end) > 0)
		ring_write(&tcp->receive, sequence, data, end - sequence);
	/*
	 * Each of them is a duplicate acknowledgement that the sender counts: none waits for the
	 * flush.
	 */
	tcp_send_ack_at_once(tcp);
}
