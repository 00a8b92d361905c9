/* Messages of DHCP (RFC 2131, 2; options: RFC 2132). What a server sends is believed in nothing. */
#include "net_internal.h"

/* Offsets. */
#define DHCP_OPERATION 0u
#define DHCP_HARDWARE 1u
#define DHCP_HARDWARE_LENGTH 2u
#define DHCP_TRANSACTION 4u
#define DHCP_SECONDS 8u
#define DHCP_FLAGS 10u
#define DHCP_CLIENT_ADDRESS 12u
#define DHCP_YOUR_ADDRESS 16u
#define DHCP_CLIENT_MAC 28u
#define DHCP_COOKIE 236u
#define DHCP_OPTIONS 240u

#define BOOT_REQUEST 1u
#define BOOT_REPLY 2u
#define HARDWARE_ETHERNET 1u
#define FLAG_BROADCAST 0x8000u
#define MAGIC_COOKIE 0x63825363u

/* Some servers drop what is shorter than BOOTP's messages were (RFC 1542, 2.1). */
#define MESSAGE_BYTES 300u

#define OPTION_PAD 0u
#define OPTION_MASK 1u
#define OPTION_ROUTER 3u
#define OPTION_NAME_SERVER 6u
#define OPTION_HOST_NAME 12u
#define OPTION_WANTED_ADDRESS 50u
#define OPTION_LEASE 51u
#define OPTION_MESSAGE_TYPE 53u
#define OPTION_SERVER 54u
#define OPTION_PARAMETERS 55u
#define OPTION_RENEW 58u
#define OPTION_REBIND 59u
#define OPTION_CLIENT_ID 61u
#define OPTION_END 255u

#define US_PER_S 1000000u
#define SECONDS_MAX 0xffffu

/* ---- writing ---- */

static u8 *
put_option(u8 *p, u8 code, const void *value, u32 length)
{
	p[0] = code;
	p[1] = (u8)length;
	memcpy(p + 2, value, length);
	return p + 2 + length;
}

static u8 *
put_address_option(u8 *p, u8 code, ip_address address)
{
	u8 value[4];

	put32(value, address);
	return put_option(p, code, value, sizeof(value));
}

/* Whether the client speaks for an address that it has (RFC 2131, 4.3.6, table 4). */
static int
has_address(const struct net_interface *interface, enum dhcp_message_type type)
{
	u8 state = interface->dhcp.state;

	if (type == DHCP_REQUEST)
		return state == NET_DHCP_RENEWING || state == NET_DHCP_REBINDING;
	return type == DHCP_RELEASE;
}

static void
write_options(const struct net_interface *interface, enum dhcp_message_type type, u8 *p)
{
	static const u8 wanted[] = {OPTION_MASK,  OPTION_ROUTER, OPTION_NAME_SERVER,
				    OPTION_LEASE, OPTION_RENEW,  OPTION_REBIND};
	const struct dhcp *dhcp = &interface->dhcp;
	u8 message_type = (u8)type;
	u8 client[1u + MAC_BYTES] = {HARDWARE_ETHERNET};
	u32 name_length = (u32)strnlen(dhcp->host_name, DHCP_HOST_NAME_MAX);

	p = put_option(p, OPTION_MESSAGE_TYPE, &message_type, sizeof(message_type));
	memcpy(client + 1, interface->mac, MAC_BYTES);
	p = put_option(p, OPTION_CLIENT_ID, client, sizeof(client));
	if (type == DHCP_DECLINE || (type == DHCP_REQUEST && !has_address(interface, type)))
		p = put_address_option(p, OPTION_WANTED_ADDRESS, dhcp->offer.address);
	if (type == DHCP_DECLINE || type == DHCP_RELEASE ||
	    (type == DHCP_REQUEST && !has_address(interface, type)))
		p = put_address_option(p, OPTION_SERVER, dhcp->offer.server);
	if (type == DHCP_DISCOVER || type == DHCP_REQUEST) {
		if (name_length > 0)
			p = put_option(p, OPTION_HOST_NAME, dhcp->host_name, name_length);
		p = put_option(p, OPTION_PARAMETERS, wanted, sizeof(wanted));
	}
	*p = OPTION_END;
}

static void
write_message(const struct net_interface *interface, enum dhcp_message_type type, u8 *message)
{
	const struct dhcp *dhcp = &interface->dhcp;
	u64 seconds = (interface->net->now_us - dhcp->started_us) / US_PER_S;

	memset(message, 0, MESSAGE_BYTES);
	message[DHCP_OPERATION] = BOOT_REQUEST;
	message[DHCP_HARDWARE] = HARDWARE_ETHERNET;
	message[DHCP_HARDWARE_LENGTH] = MAC_BYTES;
	put32(message + DHCP_TRANSACTION, dhcp->transaction);
	put16(message + DHCP_SECONDS, seconds < SECONDS_MAX ? (u16)seconds : SECONDS_MAX);
	if (has_address(interface, type))
		put32(message + DHCP_CLIENT_ADDRESS, interface->address);
	else
		put16(message + DHCP_FLAGS, FLAG_BROADCAST);
	memcpy(message + DHCP_CLIENT_MAC, interface->mac, MAC_BYTES);
	put32(message + DHCP_COOKIE, MAGIC_COOKIE);
	write_options(interface, type, message + DHCP_OPTIONS);
}

/* A release can't wait until the server's Ethernet address is known: the own one goes with it. */
void
dhcp_send(struct net_interface *interface, enum dhcp_message_type type)
{
	struct net *net = interface->net;
	const struct dhcp *dhcp = &interface->dhcp;
	int to_server = type == DHCP_REQUEST && dhcp->state == NET_DHCP_RENEWING;
	struct ip_send send = {
		.source = has_address(interface, type) ? interface->address : IP_ANY,
		.destination = to_server ? dhcp->offer.server : IP_BROADCAST,
		.protocol = IP_PROTOCOL_UDP,
		.length = UDP_HEADER_BYTES + MESSAGE_BYTES,
	};
	s32 error = to_server ? ip_begin(net, &send) : ip_begin_to_all(net, &send, interface);

	if (error < 0) {
		interface->counters.sent_dropped++;
		return;
	}
	write_message(interface, type, send.payload + UDP_HEADER_BYTES);
	udp_write_header(&send, DHCP_CLIENT_PORT, DHCP_SERVER_PORT, send.payload);
	ip_commit(net, &send);
	net->statistics.udp_sent++;
}

/* ---- reading ---- */

struct options {
	const u8 *at, *end;
};

/* The next option's code, its value and length; OPTION_END when no more can be read. */
static u8
next_option(struct options *options, const u8 **value, u32 *length)
{
	while (options->at < options->end && *options->at == OPTION_PAD)
		options->at++;
	if (options->end - options->at < 2 || *options->at == OPTION_END)
		return OPTION_END;
	*length = options->at[1];
	*value = options->at + 2;
	if (*length > (u32)(options->end - *value))
		return OPTION_END;
	options->at = *value + *length;
	return (*value)[-2];
}

static void
take_option(struct dhcp_offer *offer, u8 code, const u8 *value, u32 length)
{
	u32 number;

	if (code == OPTION_MESSAGE_TYPE && length == 1)
		offer->type = value[0];
	/* All others are addresses, or lists of them, and times; of lists the first one counts. */
	if (length < sizeof(number))
		return;
	number = get32(value);
	switch (code) {
	case OPTION_MASK:
		offer->mask = number;
		break;
	case OPTION_ROUTER:
		offer->gateway = number;
		break;
	case OPTION_NAME_SERVER:
		offer->name_server = number;
		break;
	case OPTION_SERVER:
		offer->server = number;
		break;
	case OPTION_LEASE:
		offer->lease_s = number;
		break;
	case OPTION_RENEW:
		offer->renew_s = number;
		break;
	case OPTION_REBIND:
		offer->rebind_s = number;
		break;
	}
}

/* The mask of an address' class, for servers that don't say one. */
static ip_address
natural_mask(ip_address address)
{
	if (address < 0x80000000u)
		return 0xff000000u;
	return address < 0xc0000000u ? 0xffff0000u : 0xffffff00u;
}

/* Whether the address can be an interface's; a gateway that is not on its network is left out. */
static int
make_sound(struct dhcp_offer *offer)
{
	if (offer->mask == 0)
		offer->mask = natural_mask(offer->address);
	if (!interface_may_have_address(offer->address, offer->mask))
		return 0;
	if (((offer->gateway ^ offer->address) & offer->mask) != 0 ||
	    !ip_is_unicast(offer->gateway) || offer->gateway == offer->address)
		offer->gateway = IP_ANY;
	if (!ip_is_unicast(offer->name_server))
		offer->name_server = IP_ANY;
	return offer->lease_s != 0;
}

int
dhcp_read(const struct net_interface *interface, const u8 *message, u32 length,
	  struct dhcp_offer *offer)
{
	struct options options;
	const u8 *value = NULL;
	u32 size = 0;
	u8 code;

	if (length < DHCP_OPTIONS || message[DHCP_OPERATION] != BOOT_REPLY ||
	    message[DHCP_HARDWARE] != HARDWARE_ETHERNET ||
	    message[DHCP_HARDWARE_LENGTH] != MAC_BYTES ||
	    get32(message + DHCP_TRANSACTION) != interface->dhcp.transaction ||
	    memcmp(message + DHCP_CLIENT_MAC, interface->mac, MAC_BYTES) != 0 ||
	    get32(message + DHCP_COOKIE) != MAGIC_COOKIE)
		return 0;
	*offer = (struct dhcp_offer){.address = get32(message + DHCP_YOUR_ADDRESS)};
	options = (struct options){message + DHCP_OPTIONS, message + length};
	while ((code = next_option(&options, &value, &size)) != OPTION_END)
		take_option(offer, code, value, size);
	if (!ip_is_unicast(offer->server))
		return 0;
	return offer->type == DHCP_NAK ||
	       ((offer->type == DHCP_OFFER || offer->type == DHCP_ACK) && make_sound(offer));
}
