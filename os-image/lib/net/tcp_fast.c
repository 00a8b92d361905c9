/*
 * Header prediction: what most segments of a transfer are takes a few comparisons, and their
 * data one pass that copies it into the ring and sums it up.
 */
#include "tcp.h"

#define FLAGS_OF_INTEREST (TCP_FIN | TCP_SYN | TCP_RST | TCP_ACK)

/* The next segment of data, with nothing to say about what we sent. */
static int
take_data(struct tcp *tcp, const struct tcp_segment *segment, u32 header_sum)
{
	u32 length = segment->length;
	u8 *place;

	if (length > tcp_receive_room(tcp) || tcp->beyond.count > 0 || tcp->has_fin ||
	    tcp->socket->shutdown & NET_SHUT_RECEIVE || tcp->socket->is_closed)
		return 0;
	place = ring_at(&tcp->receive, segment->sequence, &length);
	if (length != segment->length)
		return 0;
	/* What is there belongs to nobody yet: a copy that turns out to be wrong does no harm. */
	if (checksum_finish(checksum_copy(header_sum, place, segment->data, length)) != 0)
		return 0;
	tcp->rcv_nxt += length;
	tcp_count_segment(tcp);
	socket_changed(tcp->socket);
	if (tcp->unacked >= TCP_ACK_STRETCH)
		tcp_send_ack_at_once(tcp);
	return 1;
}

int
tcp_fast_input(struct tcp *tcp, const struct tcp_segment *segment, u32 header_sum)
{
	u32 acknowledgement = segment->acknowledgement;

	if ((segment->flags & FLAGS_OF_INTEREST) != TCP_ACK ||
	    segment->header_length != TCP_HEADER_BYTES || segment->sequence != tcp->rcv_nxt ||
	    (u32)segment->window << tcp->snd_shift != tcp->snd_wnd || tcp->snd_wnd == 0)
		return 0;
	if (segment->length > 0) {
		if (acknowledgement != tcp->snd_una || !take_data(tcp, segment, header_sum))
			return 0;
	} else {
		if (!seq_after(acknowledgement, tcp->snd_una) ||
		    seq_after(acknowledgement, tcp->snd_max) || tcp->is_repairing ||
		    tcp->sacked.count > 0 || checksum_finish(header_sum) != 0)
			return 0;
		tcp_acknowledged(tcp, acknowledgement);
	}
	tcp->snd_wl1 = segment->sequence;
	tcp->snd_wl2 = acknowledgement;
	tcp_want_output(tcp);
	return 1;
}
