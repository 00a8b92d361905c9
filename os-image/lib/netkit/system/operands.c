/* See <netkit/settings.h>: addresses that people type, and that they are shown. */
#include <arpa/inet.h>
#include <ctype.h>
#include <netkit/address.h>
#include <netkit/settings.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>

#define ADDRESS_BITS 32u
#define MAC_BYTES 6

u32
need_address(const char *text)
{
	struct sockaddr_in addresses[ADDRESSES_MAX];
	struct in_addr address;
	int count;

	if (inet_pton(AF_INET, text, &address) == 1)
		return ntohl(address.s_addr);
	count = find_addresses(text, 0, addresses);
	if (count < 0)
		bad_usage("'%s' is no address: %s", text, lookup_error(count));
	return ntohl(addresses[0].sin_addr.s_addr);
}

static u32
mask_of_length(u64 length)
{
	return length == 0 ? 0 : ~0u << (ADDRESS_BITS - length);
}

/* The ones of a mask stand before its zeros. */
static bool
is_mask(u32 mask)
{
	return (~mask & (~mask + 1)) == 0;
}

u32
need_mask(const char *text)
{
	struct in_addr address;
	uint64_t length;

	if (parse_number(text, &length) && length <= ADDRESS_BITS)
		return mask_of_length(length);
	if (inet_pton(AF_INET, text, &address) != 1 || !is_mask(ntohl(address.s_addr)))
		bad_usage("'%s' is no mask, such as 255.255.255.0 or 24", text);
	return ntohl(address.s_addr);
}

u32
need_network(const char *text, u32 *mask)
{
	const char *slash = strchr(text, '/');
	char *address;
	u32 network;

	if (slash == NULL)
		return need_address(text);
	*mask = need_mask(slash + 1);
	address = strndup(text, (size_t)(slash - text));
	if (address == NULL)
		give_up(STATUS_FAILED, "out of memory");
	network = need_address(address);
	free(address);
	return network;
}

void
need_mac(const char *text, u8 mac[MAC_BYTES])
{
	const char *at = text;

	for (int i = 0; i < MAC_BYTES; i++) {
		char *end;
		unsigned long byte = strtoul(at, &end, 16);
		char wanted = i + 1 < MAC_BYTES ? ':' : '\0';

		if (!isxdigit((unsigned char)*at) || end - at > 2 || *end != wanted)
			bad_usage("'%s' is no hardware address, such as 52:54:00:12:34:56", text);
		mac[i] = (u8)byte;
		at = end + 1;
	}
}

const char *
ip_text(char text[IP_TEXT_SIZE], u32 address)
{
	return format_address(text, (struct in_addr){.s_addr = htonl(address)});
}

const char *
mac_text(char text[MAC_TEXT_SIZE], const u8 mac[MAC_BYTES])
{
	snprintf(text, MAC_TEXT_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3],
		 mac[4], mac[5]);
	return text;
}

unsigned
mask_length(u32 mask)
{
	unsigned length = 0;

	while (length < ADDRESS_BITS && (mask & 0x80000000u >> length) != 0)
		length++;
	return length;
}
