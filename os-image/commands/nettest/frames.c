/*
 * Frames of a host that knows nothing yet: RFC 826 (ARP), 791 (IP), 768 (UDP), 792 (ICMP),
 * 2131 (DHCP).
 */
#include <libsys/panic.h>
#include <string.h>

#include "nettest.h"

/* Ethernet */
#define TYPE_AT 12u
#define TYPE_IP 0x0800u
#define TYPE_ARP 0x0806u
static const u8 broadcast[ETHERNET_ADDRESS] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

/* ARP, from the frame's start on */
#define ARP_AT ETHERNET_HEADER
#define ARP_BYTES 28u
#define ARP_OPERATION_AT (ARP_AT + 6u)
#define ARP_SENDER_AT (ARP_AT + 8u)
#define ARP_SENDER_IP_AT (ARP_AT + 14u)
#define ARP_TARGET_IP_AT (ARP_AT + 24u)
#define ARP_REQUEST 1u
#define ARP_REPLY 2u

/* IP without options */
#define IP_AT ETHERNET_HEADER
#define IP_BYTES 20u
#define IP_LENGTH_AT (IP_AT + 2u)
#define IP_TTL_AT (IP_AT + 8u)
#define IP_PROTOCOL_AT (IP_AT + 9u)
#define IP_CHECKSUM_AT (IP_AT + 10u)
#define IP_SOURCE_AT (IP_AT + 12u)
#define IP_TARGET_AT (IP_AT + 16u)
#define IP_VERSION_AND_LENGTH 0x45u
#define IP_TTL 64u
#define PROTOCOL_ICMP 1u
#define PROTOCOL_UDP 17u

/* UDP */
#define UDP_AT (IP_AT + IP_BYTES)
#define UDP_BYTES 8u
#define UDP_TARGET_AT (UDP_AT + 2u)
#define UDP_LENGTH_AT (UDP_AT + 4u)
#define PORT_DHCP_SERVER 67u
#define PORT_DHCP_CLIENT 68u

/* DHCP */
#define DHCP_AT (UDP_AT + UDP_BYTES)
#define DHCP_ID_AT (DHCP_AT + 4u)
#define DHCP_FLAGS_AT (DHCP_AT + 10u)
#define DHCP_YOUR_ADDRESS_AT (DHCP_AT + 16u)
#define DHCP_HARDWARE_AT (DHCP_AT + 28u)
#define DHCP_COOKIE_AT (DHCP_AT + 236u)
#define DHCP_OPTIONS_AT (DHCP_AT + 240u)
#define DHCP_DISCOVER_BYTES (DHCP_OPTIONS_AT + 60u) /* what RFC 951 calls the least */
#define DHCP_ID 0x6b696e74u
#define DHCP_COOKIE 0x63825363u
#define DHCP_BROADCAST 0x8000u
#define BOOT_REQUEST 1u
#define BOOT_REPLY 2u
#define OPTION_PAD 0u
#define OPTION_ROUTER 3u
#define OPTION_MESSAGE 53u
#define OPTION_END 255u
#define MESSAGE_DISCOVER 1u
#define MESSAGE_OFFER 2u

/* ICMP */
#define ICMP_AT (IP_AT + IP_BYTES)
#define ICMP_CHECKSUM_AT (ICMP_AT + 2u)
#define ICMP_SEQUENCE_AT (ICMP_AT + 6u)
#define ICMP_DATA_AT (ICMP_AT + 8u)
#define ICMP_ECHO 8u
#define ICMP_ECHO_REPLY 0u
_Static_assert(PING_MIN > ICMP_DATA_AT, "a ping carries data");

struct network network;

static void
put16(u8 *at, u32 value)
{
	at[0] = (u8)(value >> 8);
	at[1] = (u8)value;
}

static void
put32(u8 *at, u32 value)
{
	put16(at, value >> 16);
	put16(at + 2, value);
}

static u32
get16(const u8 *at)
{
	return (u32)at[0] << 8 | at[1];
}

static u32
get32(const u8 *at)
{
	return get16(at) << 16 | get16(at + 2);
}

/* RFC 1071. */
static u32
checksum(const u8 *bytes, u32 length)
{
	u32 sum = 0;
	u32 at;

	for (at = 0; at < length; at++)
		sum += at % 2 == 0 ? (u32)bytes[at] << 8 : bytes[at];
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

static void
put_ethernet(u8 *frame, const u8 *target, u32 type)
{
	memcpy(frame, target, ETHERNET_ADDRESS);
	memcpy(frame + ETHERNET_ADDRESS, station.address, ETHERNET_ADDRESS);
	put16(frame + TYPE_AT, type);
}

static void
put_ip(u8 *frame, u32 length, u32 protocol)
{
	frame[IP_AT] = IP_VERSION_AND_LENGTH;
	put16(frame + IP_LENGTH_AT, length - IP_AT);
	frame[IP_TTL_AT] = IP_TTL;
	frame[IP_PROTOCOL_AT] = (u8)protocol;
	put16(frame + IP_CHECKSUM_AT, checksum(frame + IP_AT, IP_BYTES));
}

u32
frame_dhcp_discover(u8 *frame)
{
	static const u8 options[] = {OPTION_MESSAGE, 1, MESSAGE_DISCOVER, OPTION_END};

	memset(frame, 0, DHCP_DISCOVER_BYTES);
	put_ethernet(frame, broadcast, TYPE_IP);
	memcpy(frame + IP_TARGET_AT, broadcast, IP_ADDRESS);
	put_ip(frame, DHCP_DISCOVER_BYTES, PROTOCOL_UDP);
	put16(frame + UDP_AT, PORT_DHCP_CLIENT);
	put16(frame + UDP_TARGET_AT, PORT_DHCP_SERVER);
	put16(frame + UDP_LENGTH_AT, DHCP_DISCOVER_BYTES - UDP_AT);
	frame[DHCP_AT] = BOOT_REQUEST;
	frame[DHCP_AT + 1] = 1; /* Ethernet */
	frame[DHCP_AT + 2] = ETHERNET_ADDRESS;
	put32(frame + DHCP_ID_AT, DHCP_ID);
	put16(frame + DHCP_FLAGS_AT, DHCP_BROADCAST);
	memcpy(frame + DHCP_HARDWARE_AT, station.address, ETHERNET_ADDRESS);
	put32(frame + DHCP_COOKIE_AT, DHCP_COOKIE);
	memcpy(frame + DHCP_OPTIONS_AT, options, sizeof(options));
	return DHCP_DISCOVER_BYTES;
}

/* The value of a DHCP option of `bytes` bytes, or NULL. */
static const u8 *
find_option(const u8 *frame, u32 length, u32 option, u32 bytes)
{
	u32 at = DHCP_OPTIONS_AT;

	while (at + 1 < length && frame[at] != OPTION_END) {
		if (frame[at] == OPTION_PAD) {
			at++;
			continue;
		}
		if (frame[at] == option && frame[at + 1] >= bytes && at + 2 + bytes <= length)
			return frame + at + 2;
		at += 2 + frame[at + 1];
	}
	return NULL;
}

int
frame_is_dhcp_offer(const u8 *frame, u32 length)
{
	const u8 *message, *router;

	if (length <= DHCP_OPTIONS_AT || get16(frame + TYPE_AT) != TYPE_IP ||
	    frame[IP_PROTOCOL_AT] != PROTOCOL_UDP ||
	    get16(frame + UDP_TARGET_AT) != PORT_DHCP_CLIENT || frame[DHCP_AT] != BOOT_REPLY ||
	    get32(frame + DHCP_ID_AT) != DHCP_ID)
		return 0;
	message = find_option(frame, length, OPTION_MESSAGE, 1);
	router = find_option(frame, length, OPTION_ROUTER, IP_ADDRESS);
	if (message == NULL || *message != MESSAGE_OFFER)
		return 0;
	memcpy(network.own, frame + DHCP_YOUR_ADDRESS_AT, IP_ADDRESS);
	memcpy(network.gateway, router != NULL ? router : frame + IP_SOURCE_AT, IP_ADDRESS);
	return 1;
}

u32
frame_arp_request(u8 *frame)
{
	static const u8 head[] = {0, 1, TYPE_IP >> 8, TYPE_IP & 0xff, ETHERNET_ADDRESS,
				  IP_ADDRESS, 0, ARP_REQUEST};

	memset(frame, 0, ARP_AT + ARP_BYTES);
	put_ethernet(frame, broadcast, TYPE_ARP);
	memcpy(frame + ARP_AT, head, sizeof(head));
	memcpy(frame + ARP_SENDER_AT, station.address, ETHERNET_ADDRESS);
	memcpy(frame + ARP_SENDER_IP_AT, network.own, IP_ADDRESS);
	memcpy(frame + ARP_TARGET_IP_AT, network.gateway, IP_ADDRESS);
	return ARP_AT + ARP_BYTES;
}

int
frame_is_arp_reply(const u8 *frame, u32 length)
{
	if (length < ARP_AT + ARP_BYTES || get16(frame + TYPE_AT) != TYPE_ARP ||
	    get16(frame + ARP_OPERATION_AT) != ARP_REPLY ||
	    memcmp(frame + ARP_SENDER_IP_AT, network.gateway, IP_ADDRESS) != 0)
		return 0;
	memcpy(network.gateway_station, frame + ARP_SENDER_AT, ETHERNET_ADDRESS);
	return 1;
}

/* What a ping carries: other bytes for each. */
static u8
pattern(u32 sequence, u32 at)
{
	return (u8)(sequence * 7 + at + (at >> 8));
}

u32
frame_ping(u8 *frame, u32 sequence, u32 length)
{
	u32 at;

	memset(frame, 0, ICMP_DATA_AT);
	put_ethernet(frame, network.gateway_station, TYPE_IP);
	memcpy(frame + IP_SOURCE_AT, network.own, IP_ADDRESS);
	memcpy(frame + IP_TARGET_AT, network.gateway, IP_ADDRESS);
	put_ip(frame, length, PROTOCOL_ICMP);
	frame[ICMP_AT] = ICMP_ECHO;
	put16(frame + ICMP_SEQUENCE_AT, sequence);
	for (at = ICMP_DATA_AT; at < length; at++)
		frame[at] = pattern(sequence, at);
	put16(frame + ICMP_CHECKSUM_AT, checksum(frame + ICMP_AT, length - ICMP_AT));
	return length;
}

s32
frame_ping_reply(const u8 *frame, u32 length)
{
	u32 sequence, end, at;

	if (length < PING_MIN || get16(frame + TYPE_AT) != TYPE_IP ||
	    frame[IP_PROTOCOL_AT] != PROTOCOL_ICMP || frame[ICMP_AT] != ICMP_ECHO_REPLY)
		return -1;
	sequence = get16(frame + ICMP_SEQUENCE_AT);
	end = IP_AT + get16(frame + IP_LENGTH_AT);
	if (end > length)
		panic("ping %u: %u bytes have become %u", sequence, end, length);
	for (at = ICMP_DATA_AT; at < end; at++)
		if (frame[at] != pattern(sequence, at))
			panic("ping %u: byte %u of %u is wrong", sequence, at, end);
	return (s32)sequence;
}
