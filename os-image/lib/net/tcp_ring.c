/*
 * The buffers of a connection. A ring of 2^n bytes keeps the byte with sequence number s
 * at s modulo 2^n; which bytes are valid is the connection's knowledge.
 */
#include <errno.h>
#include <string.h>

#include "tcp.h"

int
ring_allocate(struct net *net, struct tcp_ring *ring)
{
	for (u32 size = ring->size; ring->bytes == NULL && size >= TCP_BUFFER_MIN; size /= 2) {
		ring->bytes = net_allocate(net, size);
		if (ring->bytes != NULL)
			ring->size = size;
	}
	return ring->bytes == NULL ? -ENOMEM : 0;
}

void
ring_free(struct net *net, struct tcp_ring *ring)
{
	if (ring->bytes != NULL)
		net_release(net, ring->bytes, ring->size);
	ring->bytes = NULL;
}

u8 *
ring_at(const struct tcp_ring *ring, u32 sequence, u32 *length)
{
	u32 place = sequence & (ring->size - 1);

	*length = min_u32(*length, ring->size - place);
	return ring->bytes + place;
}

void
ring_write(struct tcp_ring *ring, u32 sequence, const u8 *data, u32 length)
{
	u32 first = length;
	u8 *to = ring_at(ring, sequence, &first);

	memcpy(to, data, first);
	if (first < length)
		memcpy(ring->bytes, data + first, length - first);
}

u32
ring_read_sum(const struct tcp_ring *ring, u32 sequence, u8 *to, u32 length, u32 sum)
{
	u32 first = length;
	const u8 *from = ring_at(ring, sequence, &first);

	if (first == length)
		return checksum_copy(sum, to, from, length);
	/* The parts may be odd in length, which sums of words can't be put together from. */
	memcpy(to, from, first);
	memcpy(to + first, ring->bytes, length - first);
	return checksum_add(sum, to, length);
}

int
ring_resize(struct net *net, struct tcp_ring *ring, u32 size, u32 start, u32 end)
{
	struct tcp_ring fresh = {.size = size};

	if (size == ring->size)
		return 0;
	if (ring->bytes != NULL) {
		fresh.bytes = net_allocate(net, size);
		if (fresh.bytes == NULL)
			return -ENOMEM;
		while (start != end) {
			u32 length = end - start;
			const u8 *from = ring_at(ring, start, &length);
			ring_write(&fresh, start, from, length);
			start += length;
		}
		ring_free(net, ring);
	}
	*ring = fresh;
	return 0;
}
