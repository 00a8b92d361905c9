/*
 * Mutated frames of every kind into a host that has sockets of every kind: nothing crashes,
 * memory stays bounded, timers stay in order, and in the end nothing is left.
 */
#include <stdlib.h>
#include <string.h>

#include "../net_internal.h"
#include "check.h"
#include "frames.h"
#include "tests.h"

#define FRAME_LIMIT 2000u
#define FRAMES_PER_WORLD 500u
#define BYTES_HELD_MAX (8u * 1024u * 1024u)
#define TIMERS_MAX 4096u

static struct world *world;
static struct net_interface *seeking; /* looks for an address by DHCP */
static u8 frame[FRAME_LIMIT];
static u32 length;

static u32
below(u32 limit)
{
	return world_random(world) % limit;
}

/* ---- frames that are right ---- */

static void
make_packet(u8 protocol, const u8 *payload, u32 bytes, u16 fragment)
{
	struct ip_fields fields = {.source = below(8) == 0 ? HOST_C : HOST_B,
				   .destination = below(16) == 0 ? IP_BROADCAST : HOST_A,
				   .protocol = protocol,
				   .id = (u16)below(4),
				   .fragment = fragment,
				   .payload = payload,
				   .length = bytes};
	static const u8 options[8] = {1, 1, 7, 5, 4, 0, 0, 0};

	if (below(8) == 0) {
		fields.options = options;
		fields.option_length = 8;
	}
	length = make_ip(frame, &fields);
}

static void
make_arp_frame(void)
{
	u8 mac[MAC_BYTES];
	struct arp_fields fields = {
		.from_mac = mac,
		.operation = (u16)(1 + below(2)),
		.sender = HOST_A + below(4),
		.target = HOST_A + below(4),
	};

	host_mac(1 + below(3), mac);
	length = make_arp(frame, &fields);
}

static void
make_udp_frame(void)
{
	static const u16 ports[] = {2000, 2001, 9, 68, 67};
	u8 datagram[600], data[592] = {0};

	u32 bytes = make_udp(datagram, HOST_B, (u16)(1000 + below(2)), HOST_A,
			     ports[below(ARRAY_LEN(ports))], data, below(500));

	make_packet(IP_PROTOCOL_UDP, datagram, bytes, 0);
}

static void
make_fragment(void)
{
	u8 data[800] = {0};

	make_packet(below(2) ? IP_PROTOCOL_UDP : IP_PROTOCOL_TCP, data, 8 * (1 + below(90)),
		    (u16)(below(2) << 13 | below(30) * 10));
}

static void
make_icmp_frame(void)
{
	static const u8 types[] = {0, 3, 3, 3, 4, 5, 8, 8, 11, 12, 13, 17};
	u8 message[200] = {types[below(ARRAY_LEN(types))], (u8)below(6)};
	struct ip_fields quoted = {.source = HOST_A,
				   .destination = HOST_B,
				   .protocol = below(2) ? IP_PROTOCOL_TCP : IP_PROTOCOL_UDP,
				   .payload = message,
				   .length = 8};
	u8 inner[FRAME_MAX];
	u32 bytes = make_ip(inner, &quoted) - ETHERNET_HEADER_BYTES;

	put16(inner + ETHERNET_HEADER_BYTES + IP_HEADER_BYTES, (u16)(2000 + below(3)));
	memcpy(message + ICMP_HEADER_BYTES, inner + ETHERNET_HEADER_BYTES, bytes);
	put_checksum(message + 2, checksum_add(0, message, ICMP_HEADER_BYTES + bytes));
	make_packet(IP_PROTOCOL_ICMP, message, ICMP_HEADER_BYTES + bytes, 0);
}

static void
fix_tcp_checksum(u8 *segment, u32 bytes, ip_address from, ip_address to)
{
	put16(segment + 16, 0);
	put_checksum(segment + 16,
		     checksum_add(checksum_add_pseudo(0, from, to, IP_PROTOCOL_TCP, bytes), segment,
				  bytes));
}

static void
make_tcp_frame(void)
{
	static const u8 flags[] = {0x02, 0x12, 0x10, 0x18, 0x11, 0x04, 0x14, 0x00, 0x3f};
	u8 segment[200] = {0};
	u32 bytes = 20 + below(100);

	put16(segment, (u16)(1000 + below(3)));
	put16(segment + 2, (u16)(below(2) ? 3000 : 3001));
	put32(segment + 4, world_random(world));
	put32(segment + 8, world_random(world));
	segment[12] = 5 << 4;
	segment[13] = flags[below(ARRAY_LEN(flags))];
	put16(segment + 14, (u16)below(65536));
	fix_tcp_checksum(segment, bytes, HOST_B, HOST_A);
	make_packet(IP_PROTOCOL_TCP, segment, bytes, 0);
}

static void
make_dhcp_frame(void)
{
	/* Type, server, lease, mask, router. */
	static const u8 options[] = {53, 1,   2,   54,  4, 10, 0, 9,  1, 51, 4, 0, 0,  0,
				     200, 1,   4,   255, 255, 255, 0, 3, 4, 10, 0, 9, 1,  255};
	u8 message[400] = {2, 1, 6}, datagram[420];
	u8 *p = message + 240;

	put32(message + 4, seeking->dhcp.transaction);
	put32(message + 16, 0x0a000900 + below(4));
	memcpy(message + 28, seeking->mac, MAC_BYTES);
	put32(message + 236, 0x63825363);
	memcpy(p, options, sizeof(options));
	p[2] = (u8)(below(2) ? 2 : 4 + below(3));
	make_packet(IP_PROTOCOL_UDP, datagram,
		    make_udp(datagram, HOST_B, 67, HOST_A, 68, message, 300), 0);
	memcpy(frame, seeking->mac, MAC_BYTES);
}

/* ---- mutations ---- */

/* Makes what is behind the IP header right again, so that it is looked at. */
static void
fix_checksums(void)
{
	u8 *header = frame + ETHERNET_HEADER_BYTES;
	u32 header_bytes = (header[0] & 15u) * 4u;
	u32 bytes = length - ETHERNET_HEADER_BYTES - header_bytes;
	u8 *payload = header + header_bytes;

	if (get16(frame + ETHERNET_TYPE) != ETHERNET_TYPE_IP || header_bytes < IP_HEADER_BYTES ||
	    length < ETHERNET_HEADER_BYTES + header_bytes)
		return;
	if (header[IP_PROTOCOL] == IP_PROTOCOL_UDP && bytes >= 8) {
		put16(payload + 6, 0);
	} else if (header[IP_PROTOCOL] == IP_PROTOCOL_ICMP && bytes >= 4) {
		put16(payload + 2, 0);
		put_checksum(payload + 2, checksum_add(0, payload, bytes));
	} else if (header[IP_PROTOCOL] == IP_PROTOCOL_TCP && bytes >= 20) {
		fix_tcp_checksum(payload, bytes, get32(header + IP_SOURCE),
				 get32(header + IP_DESTINATION));
	}
	fix_ip_checksum(frame);
}

static void
mutate(void)
{
	static const u8 interesting[] = {0, 1, 4, 5, 0x45, 0x4f, 0x7f, 0x80, 0xf0, 0xff};

	for (u32 i = below(4); i > 0; i--) {
		u32 at = below(2) ? below(length) : below(length < 60 ? length : 60);

		if (below(2))
			frame[at] ^= (u8)(1u << below(8));
		else
			frame[at] = interesting[below(ARRAY_LEN(interesting))];
	}
	switch (below(8)) {
	case 0:
		length = below(length + 1);
		break;
	case 1:
		length += below(FRAME_LIMIT - length);
		break;
	}
	if (below(4) != 0 && length >= ETHERNET_HEADER_BYTES + IP_HEADER_BYTES)
		fix_checksums();
}

/* ---- the host ---- */

static struct net_socket *listener, *connecting, *datagrams, *raw;

static u8 *
claim_nothing(void *context, u32 bytes)
{
	struct host *host = context;

	return bytes <= FRAME_MAX && below(16) != 0 ? host->frame : NULL;
}

static void
send_nowhere(void *context, u8 *sent, u32 bytes)
{
	(void)context;
	(void)sent;
	(void)bytes;
}

static void
begin(u32 seed)
{
	struct net_address local = {IP_ANY, 3000}, remote = {HOST_B, 1000};
	struct net_link link = {.claim = claim_nothing, .send = send_nowhere};
	u8 mac[MAC_BYTES];
	struct host *host;

	world = world_begin(seed, 1);
	host = &world->hosts[0];
	host->bytes_max = BYTES_HELD_MAX;
	link.context = host;
	seeking = net_add_interface(host->net, "eth1", &link);
	host_mac(9, mac);
	net_set_hardware_address(seeking, mac);
	net_set_up(seeking, 1);
	net_set_link(seeking, 1);
	net_dhcp_start(seeking, "fuzz");
	host_mac(1, mac);
	CHECK_EQUAL(net_set_neighbour(host->net, HOST_B, mac), 0);
	datagrams = host_udp(host, 2000);
	raw = host_socket(host, NET_RAW, IP_PROTOCOL_ICMP);
	listener = host_socket(host, NET_STREAM, 0);
	CHECK_EQUAL(net_bind(listener, &local), 0);
	CHECK_EQUAL(net_listen(listener, 8), 0);
	connecting = host_socket(host, NET_STREAM, 0);
	local.port = 3001;
	CHECK_EQUAL(net_bind(connecting, &local), 0);
	(void)net_connect(connecting, &remote);
}

/* The list goes forward in time, and each timer knows who points at it. */
static void
check_timers(const struct net *net)
{
	struct net_timer *const *link = &net->timers;
	u32 count = 0;
	u64 before = 0;

	for (; *link != NULL; link = &(*link)->next) {
		CHECK((*link)->link == link);
		CHECK((*link)->listed_us >= before && (*link)->listed_us <= (*link)->at_us);
		before = (*link)->listed_us;
		CHECK(++count < TIMERS_MAX);
	}
}

static void
use_sockets(struct host *host)
{
	static u8 bytes[65536];
	struct net_socket *accepted;
	s32 error;

	while (udp_receive(datagrams, bytes, sizeof(bytes), NULL) >= 0)
		;
	while (udp_receive(raw, bytes, sizeof(bytes), NULL) >= 0)
		;
	while ((accepted = net_accept(listener, &error)) != NULL)
		net_close(accepted);
	(void)udp_send(datagrams, HOST_A + below(4), 9, bytes, below(3000));
	if (below(4) == 0)
		net_nudge(below(2) ? host->interface : seeking);
}

static void
put_in(struct host *host)
{
	struct net_interface *own = host->interface;
	static void (*const makers[])(void) = {make_arp_frame,  make_udp_frame, make_fragment,
					       make_icmp_frame, make_tcp_frame, make_dhcp_frame};
	u32 kind = below(ARRAY_LEN(makers));

	makers[kind]();
	mutate();
	/* The DHCP messages, and now and then another one, go to the interface that wants them. */
	if (kind == 5 || below(16) == 0)
		host->interface = seeking;
	host_input(host, frame, length);
	host->interface = own;
}

void
fuzz_run(u32 seed, u32 count)
{
	check_seed = seed;
	for (u32 i = 0; i < count; i++) {
		struct host *host;

		if (i % FRAMES_PER_WORLD == 0)
			begin(seed + i);
		host = &world->hosts[0];
		put_in(host);
		CHECK(host->bytes_held <= BYTES_HELD_MAX);
		check_timers(host->net);
		if (below(16) == 0)
			use_sockets(host);
		if (below(8) == 0)
			world_run(world, below(4) == 0 ? below(20 * SECOND_US) : below(1000));
		if ((i + 1) % FRAMES_PER_WORLD == 0 || i + 1 == count)
			world_end(world);
	}
}
