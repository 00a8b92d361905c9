/*
 * Sequence numbers, modulo 2^32, and what is kept by them: ranges, and rings of bytes. A ring
 * has 2^n bytes, so that the byte with sequence number s is always at s modulo its size.
 */
#ifndef NET_TCP_SEQUENCE_H
#define NET_TCP_SEQUENCE_H

#include "stack.h"

#define TCP_RANGES_MAX 16u /* islands of data beyond a gap, per direction of a connection */

static inline int
seq_before(u32 a, u32 b)
{
	return (s32)(a - b) < 0;
}

static inline int
seq_after(u32 a, u32 b)
{
	return (s32)(a - b) > 0;
}

static inline u32
seq_min(u32 a, u32 b)
{
	return seq_before(a, b) ? a : b;
}

static inline u32
seq_max(u32 a, u32 b)
{
	return seq_before(a, b) ? b : a;
}

static inline u32
min_u32(u32 a, u32 b)
{
	return a < b ? a : b;
}

static inline u32
max_u32(u32 a, u32 b)
{
	return a > b ? a : b;
}

/* ---- a bounded, ordered list of disjoint ranges of sequence numbers (tcp_ranges.c) ---- */

struct tcp_range {
	u32 start, end; /* `end` is not in it */
	u32 touched;    /* the greater, the later something was added to it */
};

struct tcp_ranges {
	struct tcp_range at[TCP_RANGES_MAX];
	u32 count;
	u32 bytes;
	u32 touches;
};

/*
 * Adds [start, end) and joins what meets. The bytes that are new; 0 if none are, or no room is
 * left.
 */
u32 ranges_add(struct tcp_ranges *ranges, u32 start, u32 end);
/* Forgets everything before `start`. */
void ranges_trim(struct tcp_ranges *ranges, u32 start);
int ranges_has(const struct tcp_ranges *ranges, u32 start, u32 end);
void ranges_clear(struct tcp_ranges *ranges);

/* ---- rings (tcp_ring.c) ---- */

struct tcp_ring {
	u8 *bytes; /* NULL: not allocated */
	u32 size;  /* a power of two; before there are bytes, the size that it is to have */
};

/* Where memory is short it becomes smaller, down to TCP_BUFFER_MIN. 0 or -ENOMEM. */
int ring_allocate(struct net *net, struct tcp_ring *ring);
void ring_free(struct net *net, struct tcp_ring *ring);
/* Gives it another size, with the bytes from `start` to `end` in it. -ENOMEM: it is as it was. */
int ring_resize(struct net *net, struct tcp_ring *ring, u32 size, u32 start, u32 end);
/*
 * Where a byte is, and in *length (as far as that was asked for) how many follow it
 * contiguously.
 */
u8 *ring_at(const struct tcp_ring *ring, u32 sequence, u32 *length);
void ring_write(struct tcp_ring *ring, u32 sequence, const u8 *data, u32 length);
/* Copies bytes out and returns the checksum's sum with theirs added. */
u32 ring_read_sum(const struct tcp_ring *ring, u32 sequence, u8 *to, u32 length, u32 sum);

#endif
