/*
 * Segments that nobody would send: headers and options of random bytes around the numbers of
 * a connection, in every state that it can be brought to. None may break what must hold of its
 * state, leak, or read or write where it must not (the sanitizers watch).
 */
#include "tcp_check.h"
#include "tcp_script.h"
#include "tests.h"

#define SEGMENTS_PER_STATE 40u
#define TCP_BYTES_MAX 300u

static u32
below(struct script *script, u32 limit)
{
	return world_random(script->world) % limit;
}

/* Near something that matters, or anywhere. */
static u32
number_near(struct script *script, u32 a, u32 b)
{
	switch (below(script, 8)) {
	case 0:
		return world_random(script->world) << 8 ^ world_random(script->world);
	case 1:
		return a + below(script, 200000) - 100000;
	case 2:
		return b + below(script, 8) - 4;
	case 3:
		return b;
	default:
		return a + below(script, 4000) - 1000;
	}
}

/* Blocks that are well-formed, of what was sent and around it. */
static u32
sack_option(struct script *script, const struct tcp *tcp, u8 *bytes)
{
	u32 count = 1 + below(script, 4);
	u8 *p = bytes + 4;

	bytes[0] = 1;
	bytes[1] = 1;
	bytes[2] = 5;
	bytes[3] = (u8)(2 + 8 * count);
	for (u32 i = 0; i < count; i++, p += 8) {
		u32 start = tcp->snd_una + below(script, tcp->snd_max - tcp->snd_una + 100);
		put32(p, start);
		put32(p + 4, start + below(script, 4000) - 10);
	}
	return (u32)(p - bytes);
}

static u32
random_options(struct script *script, const struct tcp *tcp, u8 *bytes)
{
	u32 length = below(script, 11) * 4;

	if (below(script, 2) == 0)
		return sack_option(script, tcp, bytes);
	for (u32 i = 0; i < length; i++)
		bytes[i] = (u8)world_random(script->world);
	/* Kinds that are known, with lengths that are right or not. */
	for (u32 i = 0; i + 2 < length && below(script, 4) > 0; i += bytes[i + 1]) {
		bytes[i] = (u8)below(script, 7);
		if (below(script, 5) > 0)
			bytes[i + 1] = (u8)(2 + 8 * below(script, 5));
		if (bytes[i + 1] == 0)
			break;
	}
	return length;
}

static void
random_segment(struct script *script, const struct tcp *tcp)
{
	u8 bytes[TCP_BYTES_MAX] = {0};
	u32 header = 20 + random_options(script, tcp, bytes + 20);
	u32 length = header + (below(script, 2) == 0 ? 0 : below(script, TCP_BYTES_MAX - 60));

	put32(bytes + 4, number_near(script, tcp->rcv_nxt, tcp->rcv_adv));
	put32(bytes + 8, number_near(script, tcp->snd_una, tcp->snd_max));
	bytes[12] = (u8)(header / 4 << 4);
	bytes[13] = (u8)(below(script, 3) == 0 ? world_random(script->world) : TCP_ACK);
	/* Most connections should live on for a while. */
	if (below(script, 8) > 0)
		bytes[13] &= (u8)~TCP_RST;
	put16(bytes + 14, (u16)(below(script, 4) == 0 ? 0 : world_random(script->world)));
	if (below(script, 16) == 0)
		bytes[12] = (u8)world_random(script->world);
	if (below(script, 16) == 0)
		length = below(script, length + 1);
	give_bytes(script, bytes, length);
}

static void
user_acts(struct script *script)
{
	struct net_socket *socket = script->socket;
	const u8 *data;
	u8 *space;
	s32 length;

	if (socket == NULL)
		return;
	switch (below(script, 12)) {
	case 0:
		length = net_send_space(socket, &space);
		if (length > 0)
			net_sent(socket, below(script, (u32)length + 1));
		break;
	case 1:
		length = net_received(socket, 0, &data);
		if (length > 0)
			net_consumed(socket, below(script, (u32)length + 1));
		break;
	case 2:
		pass(script, below(script, 3 * SECOND_US));
		break;
	case 3:
		if (below(script, 20) == 0)
			net_shutdown(socket, 1 + below(script, 3));
		break;
	case 4:
		if (below(script, 10) == 0)
			net_nudge(script->host->interface);
		break;
	case 5:
		script->host->frames_left = below(script, 2) == 0 ? below(script, 5) : UINT32_MAX;
		net_link_ready(script->host->interface);
		break;
	case 6:
		if (below(script, 10) == 0)
			net_set_option(socket, NET_OPTION_SEND_BUFFER, below(script, 300000));
		if (below(script, 10) == 0)
			net_set_option(socket, NET_OPTION_RECEIVE_BUFFER, below(script, 300000));
		break;
	case 7:
		if (below(script, 40) == 0) {
			net_close(socket);
			script->socket = NULL;
		}
		break;
	default:
		break;
	}
	net_flush(script->host->net);
}

static void
reach_some_state(struct script *script)
{
	switch (below(script, 6)) {
	case 0: /* SYN_SENT */
		script->socket = host_socket(script->host, NET_STREAM, 0);
		CHECK_EQUAL(net_connect(script->socket, &script->peer), -EINPROGRESS);
		break;
	case 1: /* LISTEN with one half open */
		script_listen(script, 3);
		give(script, (struct seg){.flags = TCP_SYN, .sack_permitted = 1});
		break;
	case 2:
		script_listen(script, 3);
		script_accept(script);
		break;
	case 3: /* FIN_WAIT_1 */
		script_connect_sack(script);
		CHECK_EQUAL(net_shutdown(script->socket, NET_SHUT_SEND), 0);
		break;
	case 4: /* CLOSE_WAIT */
		script_connect_plain(script);
		give(script, (struct seg){.seq = 1, .ack = 1, .flags = TCP_FIN | TCP_ACK});
		break;
	default:
		script_connect_sack(script);
		user_writes(script, 1 + below(script, 60000));
	}
	net_flush(script->host->net);
}

static struct tcp *
victim(struct script *script)
{
	struct net_socket *socket = net_first_socket(script->host->net);

	return socket == NULL ? NULL : socket->tcp;
}

static void
run(u32 seed)
{
	struct script *script = script_begin();
	struct tcp *tcp;

	script->world->random = seed * 2654435761u + 17u;
	reach_some_state(script);
	script->is_deaf = 1;
	for (u32 i = 0; i < SEGMENTS_PER_STATE && (tcp = victim(script)) != NULL; i++) {
		random_segment(script, tcp);
		tcp_check(script->host->net);
		user_acts(script);
		tcp_check(script->host->net);
	}
	script->host->frames_left = UINT32_MAX;
	net_link_ready(script->host->interface);
	script_end(script);
}

void
tcp_segments_run(u32 seed, u32 count)
{
	/* `count` segments, rounded up to whole connections. */
	for (u32 done = 0; done < count; done += SEGMENTS_PER_STATE) {
		check_seed = seed;
		run(seed++);
	}
}
