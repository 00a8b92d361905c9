/*
 * ICMP: echo requests are answered; errors go to the transports (icmp_error.c); packets that
 * nobody wanted are answered by errors, at a bounded rate.
 */
#include "net_internal.h"

#define ICMP_TYPE 0u
#define ICMP_CODE 1u
#define ICMP_CHECKSUM 2u
#define ICMP_BODY 4u /* four bytes whose meaning depends on the type */

#define QUOTED_BYTES 8u /* of the payload of a packet that an error is about */

/* Errors sent at once, at most, and the time in which one may be sent again (RFC 1812, 4.3.2.8). */
#define ERRORS_MAX 32u
#define ERROR_INTERVAL_US 20000u

static void
answer_echo(struct net *net, const struct ip_packet *packet)
{
	struct ip_send send = {.source = packet->destination,
			       .destination = packet->source,
			       .protocol = IP_PROTOCOL_ICMP,
			       .length = packet->length};
	u8 *reply = datagram_staging(net);

	/* Who asks all hosts at once wants them to drown somebody in answers. */
	if (packet->is_broadcast || reply == NULL)
		return;
	memcpy(reply, packet->payload, packet->length);
	reply[ICMP_TYPE] = ICMP_ECHO_REPLY;
	put16(reply + ICMP_CHECKSUM, 0);
	put_checksum(reply + ICMP_CHECKSUM, checksum_add(0, reply, packet->length));
	if (ip_send_whole(net, &send, reply) == 0)
		net->statistics.icmp_sent++;
	else
		packet->interface->counters.sent_dropped++;
}

void
icmp_input(struct net *net, const struct ip_packet *packet)
{
	net->statistics.icmp_received++;
	if (packet->length < ICMP_HEADER_BYTES ||
	    checksum_finish(checksum_add(0, packet->payload, packet->length)) != 0) {
		net->statistics.icmp_bad++;
		packet->interface->counters.received_bad++;
		return;
	}
	switch (packet->payload[ICMP_TYPE]) {
	case ICMP_ECHO:
		answer_echo(net, packet);
		break;
	case ICMP_UNREACHABLE:
	case ICMP_TIME_EXCEEDED:
	case ICMP_PARAMETER_PROBLEM:
		icmp_error_input(net, packet);
		break;
	}
}

static int
may_send_error(struct net *net)
{
	struct icmp_limit *limit = &net->icmp_limit;
	u64 intervals = (net->now_us - limit->since_us) / ERROR_INTERVAL_US;

	if (intervals > 0) {
		limit->used -= intervals < limit->used ? (u32)intervals : limit->used;
		limit->since_us = net->now_us;
	}
	if (limit->used == ERRORS_MAX)
		return 0;
	limit->used++;
	return 1;
}

/* Nothing is said about errors, nor to more than one host (RFC 1122, 3.2.2). */
static int
may_be_answered(const struct ip_packet *packet)
{
	if (packet->is_broadcast || packet->source == IP_ANY)
		return 0;
	return packet->protocol != IP_PROTOCOL_ICMP || packet->length == 0 ||
	       packet->payload[ICMP_TYPE] == ICMP_ECHO;
}

void
icmp_send_error(struct net *net, const struct ip_packet *packet, u8 type, u8 code)
{
	u32 quoted = packet->length < QUOTED_BYTES ? packet->length : QUOTED_BYTES;
	struct ip_send send = {.source = packet->destination,
			       .destination = packet->source,
			       .protocol = IP_PROTOCOL_ICMP,
			       .length = ICMP_HEADER_BYTES + packet->header_length + quoted};
	u8 *message;

	if (!may_be_answered(packet) || !may_send_error(net))
		return;
	if (ip_begin(net, &send) < 0) {
		packet->interface->counters.sent_dropped++;
		return;
	}
	message = send.payload;
	message[ICMP_TYPE] = type;
	message[ICMP_CODE] = code;
	put16(message + ICMP_CHECKSUM, 0);
	put32(message + ICMP_BODY, 0);
	message += ICMP_HEADER_BYTES;
	memcpy(message, packet->header, packet->header_length);
	memcpy(message + packet->header_length, packet->payload, quoted);
	put_checksum(send.payload + ICMP_CHECKSUM, checksum_add(0, send.payload, send.length));
	ip_commit(net, &send);
	net->statistics.icmp_sent++;
}

void
icmp_send_unreachable(struct net *net, const struct ip_packet *packet, u8 code)
{
	icmp_send_error(net, packet, ICMP_UNREACHABLE, code);
}
