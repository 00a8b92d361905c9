/*
 * Initial sequence numbers (RFC 6528): a clock of 4 us plus a secret function of the
 * connection's addresses, so that they grow for each connection, but tell nobody who
 * sees some of them what those of others are. The function is SipHash-2-4 (Aumasson and
 * Bernstein, 2012) under a key that the stack draws when it first needs it.
 */
#include "tcp.h"

#define SUCCESSOR_GAP 0x10000u
#define CLOCK_SHIFT 2u /* microseconds to ticks of 4 us */

struct sip {
	u64 v0, v1, v2, v3;
};

static u64
rotate(u64 value, u32 bits)
{
	return value << bits | value >> (64 - bits);
}

static void
sip_rounds(struct sip *s, u32 count)
{
	while (count-- > 0) {
		s->v0 += s->v1;
		s->v2 += s->v3;
		s->v1 = rotate(s->v1, 13) ^ s->v0;
		s->v3 = rotate(s->v3, 16) ^ s->v2;
		s->v0 = rotate(s->v0, 32);
		s->v2 += s->v1;
		s->v0 += s->v3;
		s->v1 = rotate(s->v1, 17) ^ s->v2;
		s->v3 = rotate(s->v3, 21) ^ s->v0;
		s->v2 = rotate(s->v2, 32);
	}
}

static void
sip_word(struct sip *s, u64 word)
{
	s->v3 ^= word;
	sip_rounds(s, 2);
	s->v0 ^= word;
}

static u64
sip_hash(const u32 key[4], const u64 *words, u32 count)
{
	u64 k0 = (u64)key[1] << 32 | key[0];
	u64 k1 = (u64)key[3] << 32 | key[2];
	struct sip s = {
		.v0 = k0 ^ 0x736f6d6570736575u,
		.v1 = k1 ^ 0x646f72616e646f6du,
		.v2 = k0 ^ 0x6c7967656e657261u,
		.v3 = k1 ^ 0x7465646279746573u,
	};

	for (u32 i = 0; i < count; i++)
		sip_word(&s, words[i]);
	/* The last word has the length in bytes, modulo 256, in its highest byte. */
	sip_word(&s, (u64)(count * sizeof(u64) & 0xffu) << 56);
	s.v2 ^= 0xff;
	sip_rounds(&s, 4);
	return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

u32
tcp_successor_iss(const struct tcp *tcp)
{
	return tcp->snd_max + SUCCESSOR_GAP;
}

u32
tcp_initial_sequence(struct net *net, const struct net_address *local,
		     const struct net_address *remote)
{
	struct net_tcp *shared = net_tcp(net);
	u64 words[2] = {
		(u64)local->ip << 32 | remote->ip,
		(u64)local->port << 16 | remote->port,
	};

	if (!shared->has_secret) {
		for (u32 i = 0; i < ARRAY_LEN(shared->secret); i++)
			shared->secret[i] = net_random(net);
		shared->has_secret = 1;
	}
	return (u32)(net_now(net) >> CLOCK_SHIFT) + (u32)sip_hash(shared->secret, words, 2);
}
