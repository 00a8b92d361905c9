/*
 * Segments between the wire and struct tcp_segment / tcp_outgoing, without any connection's
 * state.
 */
#include <string.h>

#include "tcp.h"

/* Offsets in the header (RFC 9293, 3.1). */
#define AT_SOURCE_PORT 0u
#define AT_DESTINATION_PORT 2u
#define AT_SEQUENCE 4u
#define AT_ACKNOWLEDGEMENT 8u
#define AT_DATA_OFFSET 12u /* in words of 4 bytes, in the upper half */
#define AT_FLAGS 13u
#define AT_WINDOW 14u
#define AT_CHECKSUM 16u
#define AT_URGENT 18u

int
tcp_segment_read(struct tcp_segment *segment, const struct ip_packet *packet)
{
	const u8 *header = packet->payload;

	if (packet->length < TCP_HEADER_BYTES)
		return 0;
	segment->header_length = (header[AT_DATA_OFFSET] >> 4) * 4u;
	if (segment->header_length < TCP_HEADER_BYTES || segment->header_length > packet->length)
		return 0;
	segment->local.ip = packet->destination;
	segment->local.port = get16(header + AT_DESTINATION_PORT);
	segment->remote.ip = packet->source;
	segment->remote.port = get16(header + AT_SOURCE_PORT);
	segment->sequence = get32(header + AT_SEQUENCE);
	segment->acknowledgement = get32(header + AT_ACKNOWLEDGEMENT);
	segment->flags = header[AT_FLAGS];
	segment->window = get16(header + AT_WINDOW);
	segment->header = header;
	segment->data = header + segment->header_length;
	segment->length = packet->length - segment->header_length;
	return 1;
}

u32
tcp_segment_header_sum(const struct tcp_segment *segment)
{
	u32 sum = checksum_add_pseudo(0, segment->remote.ip, segment->local.ip, IP_PROTOCOL_TCP,
				      segment->header_length + segment->length);

	return checksum_add(sum, segment->header, segment->header_length);
}

s32
tcp_transmit(struct net *net, const struct tcp_outgoing *outgoing)
{
	u32 header_length = TCP_HEADER_BYTES + outgoing->option_length;
	struct ip_send send = {
		.source = outgoing->local.ip,
		.destination = outgoing->remote.ip,
		.protocol = IP_PROTOCOL_TCP,
		.ttl = outgoing->ttl,
		.length = header_length + outgoing->length,
	};
	s32 error = ip_begin(net, &send);
	u8 *header = send.payload;
	u32 sum;

	if (error < 0)
		return error;
	put16(header + AT_SOURCE_PORT, outgoing->local.port);
	put16(header + AT_DESTINATION_PORT, outgoing->remote.port);
	put32(header + AT_SEQUENCE, outgoing->sequence);
	put32(header + AT_ACKNOWLEDGEMENT, outgoing->acknowledgement);
	header[AT_DATA_OFFSET] = (u8)(header_length / 4 << 4);
	header[AT_FLAGS] = outgoing->flags;
	put16(header + AT_WINDOW, outgoing->window);
	put16(header + AT_CHECKSUM, 0);
	put16(header + AT_URGENT, 0);
	if (outgoing->option_length > 0)
		memcpy(header + TCP_HEADER_BYTES, outgoing->options, outgoing->option_length);
	sum = checksum_add_pseudo(0, outgoing->local.ip, outgoing->remote.ip, IP_PROTOCOL_TCP,
				  send.length);
	sum = checksum_add(sum, header, header_length);
	if (outgoing->length > 0)
		sum = ring_read_sum(outgoing->ring, outgoing->sequence, header + header_length,
				    outgoing->length, sum);
	put_checksum(header + AT_CHECKSUM, sum);
	ip_commit(net, &send);
	net_counters(net)->tcp_sent++;
	return 0;
}

void
tcp_reset_unknown(struct net *net, const struct tcp_segment *segment)
{
	struct tcp_outgoing reset = {
		.local = segment->local,
		.remote = segment->remote,
		.flags = TCP_RST,
	};

	if (segment->flags & TCP_RST)
		return;
	if (segment->flags & TCP_ACK) {
		reset.sequence = segment->acknowledgement;
	} else {
		reset.flags |= TCP_ACK;
		reset.acknowledgement = segment->sequence + tcp_segment_span(segment);
	}
	/* One that finds no room is lost, as any segment may be: the peer asks again. */
	if (tcp_transmit(net, &reset) == 0)
		net_counters(net)->tcp_resets_sent++;
}
