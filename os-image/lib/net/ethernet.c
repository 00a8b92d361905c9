/* Ethernet: frames in and out of an interface. */
#include "ethernet.h"
#include "net_internal.h"

#define GROUP_BIT 1u

const u8 ethernet_broadcast[MAC_BYTES] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

int
ethernet_is_station(const u8 mac[MAC_BYTES])
{
	static const u8 none[MAC_BYTES];

	return (mac[0] & GROUP_BIT) == 0 && memcmp(mac, none, MAC_BYTES) != 0;
}

void
ethernet_write_header(const struct net_interface *interface, u8 *frame, const u8 to[MAC_BYTES],
		      u16 type)
{
	memcpy(frame, to, MAC_BYTES);
	memcpy(frame + MAC_BYTES, interface->mac, MAC_BYTES);
	put16(frame + ETHERNET_TYPE, type);
}

u8 *
ethernet_claim(struct net_interface *interface, const u8 to[MAC_BYTES], u16 type, u32 length)
{
	u8 *frame = interface->link.claim(interface->link.context, ETHERNET_HEADER_BYTES + length);

	if (frame == NULL)
		interface->is_blocked = 1;
	else
		ethernet_write_header(interface, frame, to, type);
	return frame;
}

void
ethernet_send(struct net_interface *interface, u8 *frame, u32 length)
{
	interface->counters.sent_frames++;
	interface->counters.sent_bytes += ETHERNET_HEADER_BYTES + length;
	interface->link.send(interface->link.context, frame, ETHERNET_HEADER_BYTES + length);
}

void
net_input(struct net_interface *interface, const u8 *frame, u32 length)
{
	const u8 *payload;
	int to_many;

	if (interface->is_loopback || !interface_is_usable(interface))
		return;
	interface->counters.received_frames++;
	interface->counters.received_bytes += length;
	if (length < ETHERNET_HEADER_BYTES) {
		interface->counters.received_bad++;
		return;
	}
	/* What we sent ourselves, and what is for another station, says nothing of the way here. */
	to_many = (frame[0] & GROUP_BIT) != 0;
	if (memcmp(frame + MAC_BYTES, interface->mac, MAC_BYTES) == 0 ||
	    (!to_many && memcmp(frame, interface->mac, MAC_BYTES) != 0)) {
		interface->counters.received_dropped++;
		return;
	}
	interface->last_received_us = interface->net->now_us;
	payload = frame + ETHERNET_HEADER_BYTES;
	length -= ETHERNET_HEADER_BYTES;
	switch (get16(frame + ETHERNET_TYPE)) {
	case ETHERNET_TYPE_IP:
		ip_input(interface, payload, length, to_many);
		break;
	case ETHERNET_TYPE_ARP:
		arp_input(interface, payload, length);
		break;
	default:
		interface->counters.received_dropped++;
	}
}
