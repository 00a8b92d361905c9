/* The loopback interface. */
#include "net_internal.h"

#define LENGTH_BYTES sizeof(u32)
#define WRAP 0u /* in place of a length: the next one is at the start of the ring */

void
loopback_init(struct net *net)
{
	struct net_interface *interface = &net->interfaces[net->interface_count++];

	interface_init(net, interface, "lo");
	interface->is_loopback = 1;
	interface->is_up = 1;
	interface->mtu = LOOPBACK_MTU;
	interface->address = IP_LOOPBACK;
	interface->mask = IP_LOOPBACK_MASK;
}

static u32 *
word_at(struct loopback *loopback, u32 place)
{
	return (u32 *)(void *)(loopback->ring + place);
}

/* What a datagram takes in the ring; so each length is aligned. */
static u32
record_bytes(u32 length)
{
	return (u32)LENGTH_BYTES + ROUND_UP(length, (u32)LENGTH_BYTES);
}

u8 *
loopback_claim(struct net *net, u32 length)
{
	struct loopback *loopback = &net->loopback;
	u32 wanted = record_bytes(length);
	u32 to_end = LOOPBACK_BYTES - loopback->tail;
	u32 skipped = wanted > to_end ? to_end : 0;

	if (loopback->used == 0) {
		loopback->head = 0;
		loopback->tail = 0;
		skipped = 0;
	}
	if (loopback->used + skipped + wanted > LOOPBACK_BYTES) {
		net->interfaces[0].is_blocked = 1;
		return NULL;
	}
	if (skipped > 0) {
		*word_at(loopback, loopback->tail) = WRAP;
		loopback->used += skipped;
		loopback->tail = 0;
	}
	return loopback->ring + loopback->tail + LENGTH_BYTES;
}

void
loopback_commit(struct net *net, u32 length)
{
	struct loopback *loopback = &net->loopback;
	struct net_interface *interface = &net->interfaces[0];
	u32 wanted = record_bytes(length);

	*word_at(loopback, loopback->tail) = length;
	loopback->tail = (loopback->tail + wanted) % LOOPBACK_BYTES;
	loopback->used += wanted;
	interface->counters.sent_frames++;
	interface->counters.sent_bytes += length;
}

int
loopback_has_packets(const struct net *net)
{
	return net->loopback.used > 0;
}

static void
release(struct loopback *loopback, u32 bytes)
{
	loopback->head = (loopback->head + bytes) % LOOPBACK_BYTES;
	loopback->used -= bytes;
}

void
loopback_deliver(struct net *net)
{
	struct loopback *loopback = &net->loopback;
	struct net_interface *interface = &net->interfaces[0];
	u32 left = loopback->used;

	while (left > 0 && loopback->used > 0) {
		u32 length = *word_at(loopback, loopback->head);
		u32 bytes = LOOPBACK_BYTES - loopback->head;

		if (length != WRAP) {
			bytes = record_bytes(length);
			interface->counters.received_frames++;
			interface->counters.received_bytes += length;
			ip_input(interface, loopback->ring + loopback->head + LENGTH_BYTES, length,
				 0);
		}
		release(loopback, bytes);
		left -= bytes < left ? bytes : left;
	}
	interface_ready(interface);
}
