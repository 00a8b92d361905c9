/* Our conversions of internet addresses beside the host's. */
#include "check.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

int k_inet_aton(const char *text, struct in_addr *address);
in_addr_t k_inet_addr(const char *text);
const char *k_inet_ntop(int family, const void *address, char *text, socklen_t size);
int k_inet_pton(int family, const char *text, void *address);
char *k_inet_ntoa(struct in_addr address);

#define UNTOUCHED 0x5a5a5a5au

static const char *const table[] = {
	"127.0.0.1", "10.0.2.15", "255.255.255.255", "0.0.0.0", "0", "1", "1.2", "1.2.3", "256.1.1.1",
	"1.2.3.256", "1.2.65535", "1.2.65536", "1.16777215", "1.16777216", "4294967295", "4294967296",
	"0x7f.1", "0x7f000001", "0X1F.0x2.3.4", "017.1", "08.1.1.1", "1.2.3.4 ", "1.2.3.4 x", "1.2.3.4x",
	"1.2.3.4.", "1.2.3.4.5", ".1", "1..2", "", " 1.2.3.4", "-1", "+1", "0x", "1.0x", "1.2.3.4\n",
	"01.2.3.4", "00.0.0.0", "1.2.3.04", "a.b.c.d", "host", "1e3", "99999999999999999999",
};

static void
compare(const char *text)
{
	struct in_addr ours = {UNTOUCHED};
	struct in_addr hosts = {UNTOUCHED};
	int our_result = k_inet_aton(text, &ours);
	int host_result = inet_aton(text, &hosts);

	if (our_result != host_result || (our_result && ours.s_addr != hosts.s_addr))
		differ("inet_aton(\"%s\"): ours %d %08x, the host's %d %08x", text, our_result,
		       ours.s_addr, host_result, hosts.s_addr);
	if (k_inet_addr(text) != inet_addr(text))
		differ("inet_addr(\"%s\")", text);
	ours = hosts = (struct in_addr){UNTOUCHED};
	our_result = k_inet_pton(AF_INET, text, &ours);
	host_result = inet_pton(AF_INET, text, &hosts);
	if (our_result != host_result || (our_result == 1 && ours.s_addr != hosts.s_addr))
		differ("inet_pton(\"%s\"): ours %d %08x, the host's %d %08x", text, our_result,
		       ours.s_addr, host_result, hosts.s_addr);
}

static void
random_text(char *text)
{
	static const char characters[] = "0123456789..012xXaf ";
	unsigned length = random_below(18);

	for (unsigned i = 0; i < length; i++)
		text[i] = characters[random_below(sizeof(characters) - 1)];
	text[length] = '\0';
}

static void
compare_random(void)
{
	struct in_addr address = {(in_addr_t)random_bits()};
	char ours[INET_ADDRSTRLEN] = "";
	char hosts[INET_ADDRSTRLEN] = "";
	socklen_t size = random_below(INET_ADDRSTRLEN) + 1;
	int ours_fits = k_inet_ntop(AF_INET, &address, ours, size) != NULL;
	int hosts_fits = inet_ntop(AF_INET, &address, hosts, size) != NULL;
	char text[20];

	if (ours_fits != hosts_fits || (ours_fits && strcmp(ours, hosts) != 0))
		differ("inet_ntop of %08x into %u bytes: ours %s", address.s_addr, (unsigned)size, ours);
	if (strcmp(k_inet_ntoa(address), inet_ntoa(address)) != 0)
		differ("inet_ntoa of %08x", address.s_addr);
	compare(inet_ntoa(address));
	random_text(text);
	compare(text);
}

int
check_inet(unsigned cases)
{
	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		compare(table[i]);
	for (unsigned i = 0; i < cases; i++)
		compare_random();
	return (int)(sizeof(table) / sizeof(table[0]) + cases);
}
