/* Frames made by hand, and captured ones. */
#include "frames.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

static int
capture(struct world *world, const struct host *from, u8 *frame, u32 length)
{
	struct capture *capture = world->filter_context;
	struct captured *captured;

	CHECK(capture->count < CAPTURED_MAX);
	captured = &capture->frames[capture->count++];
	captured->host = from->index;
	captured->length = length;
	captured->at_us = world->now_us;
	memcpy(captured->frame, frame, length);
	return capture->passes;
}

struct capture *
capture_begin(struct world *world, int passes)
{
	struct capture *capture_of = calloc(1, sizeof(*capture_of));

	CHECK(capture_of != NULL);
	capture_of->passes = passes;
	world->filter = capture;
	world->filter_context = capture_of;
	return capture_of;
}

void
capture_clear(struct world *world)
{
	((struct capture *)world->filter_context)->count = 0;
}

static int
is_of(const struct captured *captured, u16 type, u8 protocol)
{
	const u8 *frame = captured->frame;

	return get16(frame + ETHERNET_TYPE) == type &&
	       (protocol == 0 || frame[ETHERNET_HEADER_BYTES + IP_PROTOCOL] == protocol);
}

u32
captured_count(struct world *world, u16 type, u8 protocol)
{
	const struct capture *capture_of = world->filter_context;
	u32 count = 0;

	for (u32 i = 0; i < capture_of->count; i++)
		count += (u32)is_of(&capture_of->frames[i], type, protocol);
	return count;
}

const u8 *
captured_last(struct world *world, u16 type, u8 protocol)
{
	const struct capture *capture_of = world->filter_context;

	for (u32 i = capture_of->count; i-- > 0;)
		if (is_of(&capture_of->frames[i], type, protocol))
			return capture_of->frames[i].frame;
	check_failed(__FILE__, __LINE__, "expected a frame of type %x, found none", type);
}

u32
make_arp(u8 *frame, const struct arp_fields *fields)
{
	u8 *packet = frame + ETHERNET_HEADER_BYTES;

	memcpy(frame, fields->to == NULL ? ethernet_broadcast : fields->to, MAC_BYTES);
	memcpy(frame + MAC_BYTES, fields->from_mac, MAC_BYTES);
	put16(frame + ETHERNET_TYPE, ETHERNET_TYPE_ARP);
	put16(packet, 1);
	put16(packet + 2, ETHERNET_TYPE_IP);
	packet[4] = MAC_BYTES;
	packet[5] = 4;
	put16(packet + 6, fields->operation);
	memcpy(packet + 8, fields->from_mac, MAC_BYTES);
	put32(packet + 14, fields->sender);
	memset(packet + 18, 0, MAC_BYTES);
	put32(packet + 24, fields->target);
	return ETHERNET_HEADER_BYTES + 28;
}

void
fix_ip_checksum(u8 *frame)
{
	u8 *header = frame + ETHERNET_HEADER_BYTES;

	put16(header + IP_CHECKSUM, 0);
	put_checksum(header + IP_CHECKSUM, checksum_add(0, header, (header[0] & 15u) * 4u));
}

u32
make_ip(u8 *frame, const struct ip_fields *fields)
{
	u32 header_length = IP_HEADER_BYTES + fields->option_length;
	u8 *header = frame + ETHERNET_HEADER_BYTES;

	host_mac(0, frame);
	host_mac(1, frame + MAC_BYTES);
	if (fields->to != NULL)
		memcpy(frame, fields->to, MAC_BYTES);
	if (fields->from_mac != NULL)
		memcpy(frame + MAC_BYTES, fields->from_mac, MAC_BYTES);
	put16(frame + ETHERNET_TYPE, ETHERNET_TYPE_IP);
	memset(header, 0, IP_HEADER_BYTES);
	header[0] = (u8)(4u << 4 | header_length / 4u);
	put16(header + IP_TOTAL_LENGTH, (u16)(header_length + fields->length));
	put16(header + IP_ID, fields->id);
	put16(header + IP_FRAGMENT, fields->fragment);
	header[IP_TTL] = 64;
	header[IP_PROTOCOL] = fields->protocol;
	put32(header + IP_SOURCE, fields->source);
	put32(header + IP_DESTINATION, fields->destination);
	if (fields->option_length > 0)
		memcpy(header + IP_HEADER_BYTES, fields->options, fields->option_length);
	if (fields->length > 0)
		memcpy(header + header_length, fields->payload, fields->length);
	fix_ip_checksum(frame);
	return ETHERNET_HEADER_BYTES + header_length + fields->length;
}

u32
make_udp(u8 *datagram, ip_address source, u16 source_port, ip_address destination,
	 u16 destination_port, const void *bytes, u32 length)
{
	u32 total = 8u + length;
	u32 sum = checksum_add_pseudo(0, source, destination, IP_PROTOCOL_UDP, total);

	put16(datagram, source_port);
	put16(datagram + 2, destination_port);
	put16(datagram + 4, (u16)total);
	put16(datagram + 6, 0);
	memcpy(datagram + 8, bytes, length);
	put_checksum(datagram + 6, checksum_add(sum, datagram, total));
	return total;
}
