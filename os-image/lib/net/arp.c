/* ARP: packets, and what they do to the table (arp_table.c). */
#include "arp_table.h"
#include "ethernet.h"
#include "net_internal.h"

/* Offsets in a packet (RFC 826, for Ethernet and IPv4). */
#define ARP_HARDWARE 0u
#define ARP_PROTOCOL 2u
#define ARP_HARDWARE_LENGTH 4u
#define ARP_PROTOCOL_LENGTH 5u
#define ARP_OPERATION 6u
#define ARP_SENDER_MAC 8u
#define ARP_SENDER_IP 14u
#define ARP_TARGET_MAC 18u
#define ARP_TARGET_IP 24u
#define ARP_BYTES 28u

#define ARP_ETHERNET 1u
#define ARP_REQUEST 1u
#define ARP_REPLY 2u

static void
send_packet(struct net_interface *interface, u16 operation, ip_address sender, ip_address target,
	    const u8 *target_mac, const u8 *to)
{
	u8 *frame, *packet;

	if (!interface_is_usable(interface))
		return;
	frame = ethernet_claim(interface, to, ETHERNET_TYPE_ARP, ARP_BYTES);
	if (frame == NULL) {
		interface->counters.sent_dropped++;
		return;
	}
	packet = frame + ETHERNET_HEADER_BYTES;
	put16(packet + ARP_HARDWARE, ARP_ETHERNET);
	put16(packet + ARP_PROTOCOL, ETHERNET_TYPE_IP);
	packet[ARP_HARDWARE_LENGTH] = MAC_BYTES;
	packet[ARP_PROTOCOL_LENGTH] = sizeof(ip_address);
	put16(packet + ARP_OPERATION, operation);
	memcpy(packet + ARP_SENDER_MAC, interface->mac, MAC_BYTES);
	put32(packet + ARP_SENDER_IP, sender);
	if (target_mac == NULL)
		memset(packet + ARP_TARGET_MAC, 0, MAC_BYTES);
	else
		memcpy(packet + ARP_TARGET_MAC, target_mac, MAC_BYTES);
	put32(packet + ARP_TARGET_IP, target);
	ethernet_send(interface, frame, ARP_BYTES);
	interface->net->statistics.arp_sent++;
}

void
arp_send_request(struct net_interface *interface, ip_address sender, ip_address target,
		 const u8 *to_mac)
{
	send_packet(interface, ARP_REQUEST, sender, target, NULL,
		    to_mac == NULL ? ethernet_broadcast : to_mac);
}

static int
is_sound(const u8 *packet, u32 length)
{
	u32 operation;

	if (length < ARP_BYTES || get16(packet + ARP_HARDWARE) != ARP_ETHERNET ||
	    get16(packet + ARP_PROTOCOL) != ETHERNET_TYPE_IP ||
	    packet[ARP_HARDWARE_LENGTH] != MAC_BYTES ||
	    packet[ARP_PROTOCOL_LENGTH] != sizeof(ip_address))
		return 0;
	operation = get16(packet + ARP_OPERATION);
	return (operation == ARP_REQUEST || operation == ARP_REPLY) &&
	       ethernet_is_station(packet + ARP_SENDER_MAC);
}

/* A sender whose address can be one of our neighbours'. */
static int
is_neighbour(const struct net_interface *interface, ip_address sender)
{
	return interface->address != IP_ANY && sender != interface->address &&
	       ip_is_unicast(sender) && ((sender ^ interface->address) & interface->mask) == 0 &&
	       !interface_is_broadcast(interface, sender);
}

void
arp_input(struct net_interface *interface, const u8 *packet, u32 length)
{
	struct net *net = interface->net;
	const u8 *mac = packet + ARP_SENDER_MAC;
	ip_address sender, target;
	int is_for_us;

	net->statistics.arp_received++;
	if (!is_sound(packet, length)) {
		net->statistics.arp_bad++;
		interface->counters.received_bad++;
		return;
	}
	if (memcmp(mac, interface->mac, MAC_BYTES) == 0)
		return;
	sender = get32(packet + ARP_SENDER_IP);
	target = get32(packet + ARP_TARGET_IP);
	arp_claim_check(interface, sender, target);
	if (sender == interface->address)
		return;
	is_for_us = target != IP_ANY && target == interface->address;
	if (get16(packet + ARP_OPERATION) == ARP_REPLY) {
		arp_heard(interface, sender, mac, is_for_us);
		return;
	}
	/* Who asks for us will be spoken to next. */
	if (is_for_us) {
		if (is_neighbour(interface, sender))
			arp_heard_asking(interface, sender, mac);
		send_packet(interface, ARP_REPLY, target, sender, mac, mac);
	} else {
		arp_heard(interface, sender, mac, 0);
	}
}
