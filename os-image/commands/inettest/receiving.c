/* Answers to NET_RECEIVE: lies, and frames that no card would have received. See inettest.h. */
#include "inettest.h"

#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/request_table.h>
#include <string.h>

#define FRAME_BYTES 60u
#define ETHERTYPE_IP 0x0800u
#define ETHERTYPE_ARP 0x0806u
#define IP_HEADER 20u
#define PROTOCOLS 3u

/* Says of frames of one length that they stand in a row from `offset` on. */
static void
reply_frames(const struct message *request, u32 id, s32 status, u32 offset, u32 length)
{
	const struct net_receive *receive = MESSAGE_BODY(request, const struct net_receive);
	struct message reply = {.type = NET_RECEIVE | REPLY_BIT};
	struct net_frame table[NET_RECEIVE_FRAMES];

	*MESSAGE_BODY(&reply, struct reply_head) = (struct reply_head){.id = id, .status = status};
	for (u32 index = 0; index < NET_RECEIVE_FRAMES; index++)
		table[index] = (struct net_frame){
			.offset_words = (u16)((offset + index * SLOT_BYTES) / NET_FRAME_ALIGN),
			.length = (u16)length,
		};
	(void)sys_safecopy_to(request->source, receive->grant, 0, table, sizeof(table));
	(void)event_reply(request->source, &reply);
}

static u32
id_of(const struct message *request)
{
	return MESSAGE_BODY(request, const struct request_head)->id;
}

void
receive_nothing_yet(struct message *request)
{
	keep(request);
}

/* ---- lies ---- */

void
receive_no_frames(struct message *request)
{
	answer(request, 0);
}

void
receive_too_many(struct message *request)
{
	reply_frames(request, id_of(request), NET_RECEIVE_FRAMES + 1, NET_RECEIVE_TABLE, FRAME_BYTES);
}

void
receive_beyond_region(struct message *request)
{
	u32 length = MESSAGE_BODY(request, const struct net_receive)->length;

	reply_frames(request, id_of(request), 1, length - FRAME_BYTES + NET_FRAME_ALIGN, FRAME_BYTES);
}

void
receive_too_long(struct message *request)
{
	reply_frames(request, id_of(request), 1, NET_RECEIVE_TABLE, ETHERNET_MAX + 1);
}

void
receive_too_short(struct message *request)
{
	reply_frames(request, id_of(request), 1, NET_RECEIVE_TABLE, ETHERNET_HEADER - 1);
}

/* The region is what it was before: zeros, or frames of others. */
void
receive_twice(struct message *request)
{
	reply_frames(request, id_of(request), 1, NET_RECEIVE_TABLE, FRAME_BYTES);
	reply_frames(request, id_of(request), 1, NET_RECEIVE_TABLE, FRAME_BYTES);
}

void
receive_unasked(struct message *request)
{
	reply_frames(request, id_of(request) + (REQUEST_GENERATIONS / 2 << REQUEST_INDEX_BITS), 1,
		     NET_RECEIVE_TABLE, FRAME_BYTES);
	keep(request);
}

void
receive_wrong_type(struct message *request)
{
	struct message other = *request;

	other.type = NET_SEND;
	answer(&other, 1);
	keep(request);
}

void
receive_given_back(struct message *request)
{
	answer(request, -EMOVED);
}

void
receive_as_dead(struct message *request)
{
	answer(request, -EDEADEP);
}

/* ---- frames ---- */

static u8 frames[NET_RECEIVE_FRAMES][SLOT_BYTES];

static void
deliver(const struct message *request, u32 length)
{
	const struct net_receive *receive = MESSAGE_BODY(request, const struct net_receive);

	(void)sys_safecopy_to(request->source, receive->grant, NET_RECEIVE_TABLE, frames,
			      sizeof(frames));
	reply_frames(request, id_of(request), NET_RECEIVE_FRAMES, NET_RECEIVE_TABLE, length);
}

static void
put_u16(u8 *at, u32 value)
{
	at[0] = (u8)(value >> 8);
	at[1] = (u8)value;
}

static void
fill_at_random(u8 *bytes, u32 length)
{
	for (u32 index = 0; index < length; index++)
		bytes[index] = (u8)random_below(256);
}

static void
address_to_all(u8 *frame, u32 type)
{
	memset(frame, 0xff, ETHERNET_ADDRESS);
	put_u16(frame + 2 * ETHERNET_ADDRESS, type);
}

/* RFC 1071, over an even number of bytes. */
static u32
checksum(const u8 *bytes, u32 length)
{
	u32 sum = 0;

	for (u32 index = 0; index < length; index += 2)
		sum += (u32)bytes[index] << 8 | bytes[index + 1];
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

/* An IPv4 header to the guest (RFC 791), right to the checksum; what it says need not be. */
static void
put_ip(u8 *packet, u32 words, u32 total, u32 fragment, u32 protocol)
{
	static const u8 addresses[] = {10, 0, 2, 2, 10, 0, 2, 15};
	u32 header = words * 4 < IP_HEADER ? IP_HEADER : words * 4;

	packet[0] = (u8)(0x40 | words);
	put_u16(packet + 2, total);
	put_u16(packet + 6, fragment);
	packet[9] = (u8)protocol;
	memcpy(packet + 12, addresses, sizeof(addresses));
	put_u16(packet + 10, 0);
	put_u16(packet + 10, checksum(packet, header));
}

/* Noise; noise behind a known type; an IP header that says what can't be. */
static void
make_garbage(u8 *frame)
{
	static const u8 protocols[PROTOCOLS] = {1, 6, 17}; /* ICMP, TCP, UDP */

	fill_at_random(frame, SLOT_BYTES);
	switch (random_below(4)) {
	case 0:
		break;
	case 1:
		address_to_all(frame, random_below(2) ? ETHERTYPE_IP : ETHERTYPE_ARP);
		break;
	default:
		address_to_all(frame, ETHERTYPE_IP);
		put_ip(frame + ETHERNET_HEADER, random_below(16), random_below(0x10000),
		       random_below(0x10000), protocols[random_below(PROTOCOLS)]);
		break;
	}
}

void
receive_garbage(struct message *request)
{
	static u32 delivered;

	if (delivered == GARBAGE_FRAMES) {
		keep(request);
		return;
	}
	for (u32 index = 0; index < NET_RECEIVE_FRAMES; index++)
		make_garbage(frames[index]);
	deliver(request, ETHERNET_HEADER + random_below(ETHERNET_MAX - ETHERNET_HEADER + 1));
	delivered += NET_RECEIVE_FRAMES;
	if (delivered == GARBAGE_FRAMES)
		tell("inettest: %u frames of garbage\n", delivered);
}

/* Datagrams to a port that nobody has, each of which wants an ICMP message back. */
void
receive_flood(struct message *request)
{
	static u32 delivered;
	u32 total = IP_HEADER + 8;

	if (delivered == FLOOD_FRAMES) {
		keep(request);
		return;
	}
	for (u32 index = 0; index < NET_RECEIVE_FRAMES; index++) {
		u8 *frame = frames[index];

		address_to_all(frame, ETHERTYPE_IP);
		put_ip(frame + ETHERNET_HEADER, IP_HEADER / 4, total, 0, 17);
		put_u16(frame + ETHERNET_HEADER + IP_HEADER + 2, 9); /* discard */
		put_u16(frame + ETHERNET_HEADER + IP_HEADER + 4, 8); /* the header's own length */
		put_u16(frame + ETHERNET_HEADER + IP_HEADER + 6, 0); /* no checksum */
	}
	deliver(request, FRAME_BYTES);
	delivered += NET_RECEIVE_FRAMES;
	if (delivered == FLOOD_FRAMES)
		tell("inettest: a flood of %u frames\n", delivered);
}
_Static_assert(GARBAGE_FRAMES % NET_RECEIVE_FRAMES == 0 && FLOOD_FRAMES % NET_RECEIVE_FRAMES == 0,
	       "they go out in whole answers");
