/* How interfaces look. See ifconfig.h. */
#include <stdio.h>
#include <string.h>
#include <toolkit/format.h>
#include <toolkit/tool.h>

#include "ifconfig.h"

#define FOR_EVER 0xffffffffu
#define S_PER_MINUTE 60u
#define S_PER_HOUR (60u * S_PER_MINUTE)
#define LEASE_TEXT_SIZE 32

static void
print_flags(u32 flags)
{
	static const struct {
		u32 flag;
		const char *set, *clear;
	} words[] = {
		{IFF_UP, "up", "down"},
		{IFF_RUNNING, "running", "not running"},
		{IFF_LOOPBACK, "loopback", NULL},
		{IFF_PROMISC, "promiscuous", NULL},
	};
	const char *comma = "";

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		const char *word = (flags & words[i].flag) != 0 ? words[i].set : words[i].clear;

		if (word == NULL)
			continue;
		printf("%s%s", comma, word);
		comma = ", ";
	}
}

static const char *
lease_text(char text[LEASE_TEXT_SIZE], u32 left_s)
{
	if (left_s == FOR_EVER)
		return "for ever";
	snprintf(text, LEASE_TEXT_SIZE, "for %u:%02u:%02u more", left_s / S_PER_HOUR,
		 left_s % S_PER_HOUR / S_PER_MINUTE, left_s % S_PER_MINUTE);
	return text;
}

static void
print_addresses(const struct if_info *info)
{
	char address[IP_TEXT_SIZE], mask[IP_TEXT_SIZE], broadcast[IP_TEXT_SIZE];

	if (info->address == 0)
		printf("      no address%s\n",
		       (info->flags & IFF_DHCP) != 0 ? " yet: a DHCP server is asked" : "");
	else
		printf("      address %s/%u  netmask %s  broadcast %s\n", ip_text(address, info->address),
		       mask_length(info->mask), ip_text(mask, info->mask),
		       ip_text(broadcast, info->address | ~info->mask));
}

static void
print_dhcp(const struct if_info *info)
{
	char server[IP_TEXT_SIZE], gateway[IP_TEXT_SIZE], names[IP_TEXT_SIZE], lease[LEASE_TEXT_SIZE];

	if ((info->flags & IFF_BOUND) == 0)
		return;
	printf("      by DHCP from %s, %s:  gateway %s  name server %s\n",
	       ip_text(server, info->dhcp_server), lease_text(lease, info->lease_left_s),
	       ip_text(gateway, info->gateway), ip_text(names, info->name_server));
}

static void
print_driver(const struct if_info *info)
{
	char mac[MAC_TEXT_SIZE];

	if (info->driver[0] == '\0')
		return;
	printf("      hardware %s", mac_text(mac, info->mac));
	if (info->link_mbit > 0)
		printf("  %u Mbit/s", info->link_mbit);
	printf("  driver %s, restarted %u times, complained about %u times\n", info->driver,
	       info->driver_restarts, info->complaints);
}

static void
print_counters(const struct if_info *info)
{
	char received[SIZE_TEXT_SIZE], sent[SIZE_TEXT_SIZE];

	printf("      received %10llu frames %6s bytes  %u bad, %u dropped\n",
	       (unsigned long long)info->received_frames, format_human(received, info->received_bytes),
	       info->received_bad, info->received_dropped);
	printf("      sent     %10llu frames %6s bytes  %u dropped\n",
	       (unsigned long long)info->sent_frames, format_human(sent, info->sent_bytes),
	       info->sent_dropped);
}

static void
show(const struct if_info *info)
{
	printf("%s: ", info->name);
	print_flags(info->flags);
	printf("  mtu %u\n", info->mtu);
	print_addresses(info);
	print_dhcp(info);
	print_driver(info);
	print_counters(info);
}

void
show_interfaces(const char *only)
{
	struct if_info info = {0};
	bool is_found = false;

	while (settings_next(SIOCGIFINFO, &info, &info.index)) {
		if (only != NULL && strcmp(info.name, only) != 0)
			continue;
		show(&info);
		is_found = true;
	}
	if (only != NULL && !is_found)
		complain("there is no interface %s", only);
}
