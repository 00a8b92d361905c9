/* Which name servers to ask: those of /etc/resolv.conf, or else what DHCP told. */
#include <arpa/inet.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

#include "resolve.h"
#include "words.h"

#define RESOLV_FILE "/etc/resolv.conf"

static u32
servers_by_file(u32 servers[RESOLVE_SERVERS_MAX])
{
	FILE *file = fopen(RESOLV_FILE, "re");
	struct words line;
	struct in_addr address;
	u32 count = 0;

	if (file == NULL)
		return 0;
	while (count < RESOLVE_SERVERS_MAX && read_words(file, &line))
		if (line.count > 1 && strcmp(line.words[0], "nameserver") == 0 &&
		    inet_pton(AF_INET, line.words[1], &address) == 1)
			servers[count++] = ntohl(address.s_addr);
	fclose(file);
	return count;
}

static u32
servers_by_dhcp(u32 servers[RESOLVE_SERVERS_MAX])
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct if_info interface = {.index = 0};
	u32 count = 0;

	if (fd < 0)
		return 0;
	while (count < RESOLVE_SERVERS_MAX && ioctl(fd, SIOCGIFINFO, &interface) == 0) {
		if (interface.name_server != 0)
			servers[count++] = interface.name_server;
		interface.index++;
	}
	close(fd);
	return count;
}

u32
find_name_servers(u32 servers[RESOLVE_SERVERS_MAX])
{
	u32 count = servers_by_file(servers);

	return count > 0 ? count : servers_by_dhcp(servers);
}
