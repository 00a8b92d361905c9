/* The played peer: segments made and read by hand, apart from the code under test. */
#include "tcp_script.h"

#include <stdlib.h>
#include <string.h>

#include "frames.h"

#define IP_AT 14u
#define HEADER 20u
#define OPTION_BYTES_MAX 40u
#define CONNECT_LIMIT_US SECOND_US

static const struct seg plain = {.mss = SCRIPT_MSS};
static const struct seg with_sack = {.mss = SCRIPT_MSS, .sack_permitted = 1};

u8
script_byte(u32 number)
{
	return (u8)(number * 2654435761u >> 24);
}

/* ---- segments ---- */

static void
read_options(struct script *script, struct seg *seg, const u8 *at, u32 length)
{
	for (u32 i = 0; i < length && at[i] != 0;) {
		const u8 *option = at + i;

		if (option[0] == 1) {
			i++;
			continue;
		}
		CHECK(i + 1 < length && option[1] >= 2 && i + option[1] <= length);
		if (option[0] == 2) {
			seg->mss = get16(option + 2);
		} else if (option[0] == 3) {
			seg->has_shift = 1;
			seg->shift = option[2];
		} else if (option[0] == 4) {
			seg->sack_permitted = 1;
		} else if (option[0] == 5) {
			for (const u8 *p = option + 2; p < option + option[1]; p += 8) {
				seg->sack[seg->sacks].start = get32(p) - script->peer_iss;
				seg->sack[seg->sacks].end = get32(p + 4) - script->peer_iss;
				seg->sacks++;
			}
		}
		i += option[1];
	}
}

/* A frame of the stack: taken down if it is TCP to the script's peer, and nothing gets through. */
static int
see(struct world *world, const struct host *from, u8 *frame, u32 length)
{
	struct script *script = world->filter_context;
	const u8 *ip = frame + IP_AT;
	const u8 *tcp = ip + HEADER;
	u32 bytes, header;
	struct seg *seg;
	u32 sum;

	(void)from;
	if (script->is_deaf)
		return 0;
	if (length < IP_AT + 2 * HEADER || get16(frame + 12) != 0x0800 || ip[9] != IP_PROTOCOL_TCP)
		return 0;
	bytes = (u32)get16(ip + 2) - HEADER;
	header = (u32)(tcp[12] >> 4) * 4;
	CHECK(bytes + HEADER + IP_AT <= length && header >= HEADER && header <= bytes);
	sum = checksum_add_pseudo(0, get32(ip + 12), get32(ip + 16), IP_PROTOCOL_TCP, bytes);
	CHECK_EQUAL(checksum_finish(checksum_add(sum, tcp, bytes)), 0);
	if (get16(tcp + 2) != script->peer.port || get32(ip + 16) != script->peer.ip)
		return 0;
	CHECK(script->count < SCRIPT_TAKEN_MAX);
	seg = &script->taken[script->count++];
	memset(seg, 0, sizeof(*seg));
	seg->flags = tcp[13];
	if (seg->flags & TCP_SYN && !script->has_own_iss) {
		script->own_iss = get32(tcp + 4);
		script->local.port = get16(tcp);
		script->has_own_iss = 1;
	}
	seg->seq = get32(tcp + 4) - script->own_iss;
	seg->ack = get32(tcp + 8) - script->peer_iss;
	seg->window = get16(tcp + 14);
	seg->length = bytes - header;
	seg->at_us = world->now_us;
	for (u32 i = 0; i < seg->length; i++)
		CHECK_EQUAL(tcp[header + i], script_byte(seg->seq + i));
	read_options(script, seg, tcp + HEADER, header - HEADER);
	return 0;
}

static u32
write_options(const struct script *script, const struct seg *seg, u8 *p)
{
	const u8 *start = p;

	if (seg->mss != 0) {
		*p++ = 2;
		*p++ = 4;
		put16(p, seg->mss);
		p += 2;
	}
	if (seg->has_shift) {
		*p++ = 3;
		*p++ = 3;
		*p++ = seg->shift;
		*p++ = 1;
	}
	if (seg->sack_permitted) {
		*p++ = 4;
		*p++ = 2;
		*p++ = 1;
		*p++ = 1;
	}
	if (seg->sacks > 0) {
		*p++ = 1;
		*p++ = 1;
		*p++ = 5;
		*p++ = (u8)(2 + 8 * seg->sacks);
		for (u32 i = 0; i < seg->sacks; i++, p += 8) {
			put32(p, seg->sack[i].start + script->own_iss);
			put32(p + 4, seg->sack[i].end + script->own_iss);
		}
	}
	return (u32)(p - start);
}

static void
send_to_host(struct script *script, const struct net_address *from, u8 *tcp, u32 length)
{
	static u8 frame[FRAME_MAX + 64];
	struct ip_fields fields = {
		.source = from->ip,
		.destination = script->local.ip,
		.protocol = IP_PROTOCOL_TCP,
		.payload = tcp,
		.length = length,
	};
	u32 sum = checksum_add_pseudo(0, from->ip, script->local.ip, IP_PROTOCOL_TCP, length);

	put16(tcp, from->port);
	put16(tcp + 2, script->local.port);
	put16(tcp + 16, 0);
	put_checksum(tcp + 16, checksum_add(sum, tcp, length));
	tcp[16] ^= script->spoils_checksum;
	length = make_ip(frame, &fields);
	if (script->is_batch)
		net_input(script->host->interface, frame, length);
	else
		host_input(script->host, frame, length);
}

void
give(struct script *script, struct seg seg)
{
	u8 tcp[2048] = {0};
	u32 header = HEADER + write_options(script, &seg, tcp + HEADER);
	u16 window = seg.window == 0 ? 65535 : seg.window == SCRIPT_CLOSED ? 0 : seg.window;
	u8 flags = seg.flags == 0 ? TCP_ACK : seg.flags;

	put32(tcp + 4, seg.seq + script->peer_iss);
	put32(tcp + 8, flags & TCP_ACK ? seg.ack + script->own_iss : 0);
	tcp[12] = (u8)(header / 4 << 4);
	tcp[13] = flags;
	put16(tcp + 14, window);
	for (u32 i = 0; i < seg.length; i++)
		tcp[header + i] = script_byte(seg.seq + i);
	send_to_host(script, &script->peer, tcp, header + seg.length);
}

void
give_bytes(struct script *script, u8 *bytes, u32 length)
{
	send_to_host(script, &script->peer, bytes, length);
}

void
script_foreign_syn(struct script *script, u16 port)
{
	struct net_address peer = {SCRIPT_PEER, port};
	u8 tcp[HEADER] = {0};

	put32(tcp + 4, world_random(script->world));
	tcp[12] = HEADER / 4 << 4;
	tcp[13] = TCP_SYN;
	put16(tcp + 14, 65535);
	send_to_host(script, &peer, tcp, HEADER);
}

struct seg
take(struct script *script)
{
	CHECK(script->first < script->count && "a segment of the stack");
	return script->taken[script->first++];
}

void
take_nothing(struct script *script)
{
	CHECK_EQUAL(script->count - script->first, 0);
}

u32
take_all(struct script *script)
{
	u32 count = script->count - script->first;

	script->first = 0;
	script->count = 0;
	return count;
}

struct seg
take_data(struct script *script, u32 seq, u32 length)
{
	struct seg seg = take(script);

	CHECK_EQUAL(seg.seq, seq);
	CHECK_EQUAL(seg.length, length);
	return seg;
}

struct seg
take_ack(struct script *script, u32 ack)
{
	struct seg seg = take(script);

	CHECK_EQUAL(seg.flags, TCP_ACK);
	CHECK_EQUAL(seg.length, 0);
	CHECK_EQUAL(seg.ack, ack);
	return seg;
}

struct seg
take_flags(struct script *script, u8 flags)
{
	struct seg seg = take(script);

	CHECK_EQUAL(seg.flags, flags);
	return seg;
}

void
pass(struct script *script, u64 us)
{
	world_run(script->world, us);
}

/* ---- the course of a script ---- */

struct script *
script_begin(void)
{
	struct script *script = calloc(1, sizeof(*script));
	u8 mac[MAC_BYTES];

	CHECK(script != NULL);
	script->world = world_begin(1, 1);
	script->host = &script->world->hosts[0];
	script->local = (struct net_address){HOST_A, 0};
	script->peer = (struct net_address){SCRIPT_PEER, SCRIPT_PORT};
	script->peer_iss = 0xfffffff0u; /* numbers wrap early in each script */
	script->world->filter = see;
	script->world->filter_context = script;
	host_mac(1, mac);
	CHECK_EQUAL(net_set_neighbour(script->host->net, SCRIPT_PEER, mac), 0);
	return script;
}

void
script_end(struct script *script)
{
	if (script->socket != NULL)
		net_abort(script->socket);
	if (script->listener != NULL)
		net_close(script->listener);
	world_end(script->world);
	free(script);
}

void
script_connect(struct script *script, struct seg options)
{
	script->socket = host_socket(script->host, NET_STREAM, 0);
	CHECK_EQUAL(net_connect(script->socket, &script->peer), -EINPROGRESS);
	world_settle(script->world);
	take_flags(script, TCP_SYN);
	options.flags = TCP_SYN | TCP_ACK;
	options.ack = 1;
	give(script, options);
	CHECK_EQUAL(script_state(script), NET_TCP_ESTABLISHED);
	take_ack(script, 1);
	take_nothing(script);
}

void
script_connect_plain(struct script *script)
{
	script_connect(script, plain);
}

void
script_connect_sack(struct script *script)
{
	script_connect(script, with_sack);
}

void
script_listen(struct script *script, u32 backlog)
{
	struct net_address local = {IP_ANY, SCRIPT_PORT};

	script->listener = host_socket(script->host, NET_STREAM, 0);
	CHECK_EQUAL(net_bind(script->listener, &local), 0);
	CHECK_EQUAL(net_listen(script->listener, backlog), 0);
	script->local.port = SCRIPT_PORT;
	script->peer.port = SCRIPT_PEER_PORT;
}

void
script_accept(struct script *script)
{
	struct seg syn = with_sack;
	s32 error;

	syn.flags = TCP_SYN;
	give(script, syn);
	CHECK_EQUAL(take_flags(script, TCP_SYN | TCP_ACK).ack, 1);
	give(script, (struct seg){.seq = 1, .ack = 1});
	script->socket = net_accept(script->listener, &error);
	CHECK(script->socket != NULL);
	CHECK_EQUAL(script_state(script), NET_TCP_ESTABLISHED);
}

u32
script_state(const struct script *script)
{
	struct net_socket_info info;

	net_socket_info(script->socket, &info);
	return info.state;
}

struct tcp *
script_tcp(const struct script *script)
{
	return script->socket->tcp;
}

/* ---- the stack's user ---- */

void
user_writes(struct script *script, u32 length)
{
	const struct tcp *tcp = script_tcp(script);
	u32 number = tcp->snd_end - tcp->iss;

	while (length > 0) {
		u8 *space;
		s32 room = net_send_space(script->socket, &space);
		u32 part;

		CHECK(room > 0);
		part = min_u32((u32)room, length);
		for (u32 i = 0; i < part; i++)
			space[i] = script_byte(number++);
		net_sent(script->socket, part);
		length -= part;
	}
	world_settle(script->world);
}

u32
user_reads(struct script *script)
{
	const struct tcp *tcp = script_tcp(script);
	u32 number = tcp->rcv_read - script->peer_iss;
	u32 total = 0;
	const u8 *data;
	s32 length;

	while ((length = net_received(script->socket, 0, &data)) > 0) {
		for (s32 i = 0; i < length; i++)
			CHECK_EQUAL(data[i], script_byte(number++));
		net_consumed(script->socket, (u32)length);
		total += (u32)length;
	}
	world_settle(script->world);
	return total;
}

u32
script_open_window(struct script *script, u32 segments)
{
	const struct tcp *tcp = script_tcp(script);

	while (tcp->cwnd < segments * tcp->mss) {
		user_writes(script, tcp->cwnd / tcp->mss * tcp->mss);
		take_all(script);
		give(script, (struct seg){.seq = tcp->rcv_nxt - script->peer_iss,
					  .ack = tcp->snd_max - script->own_iss});
	}
	return tcp->snd_max - script->own_iss;
}
