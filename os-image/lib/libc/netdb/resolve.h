/* From the name of a host to its addresses: between the files of netdb. */
#ifndef NETDB_RESOLVE_H
#define NETDB_RESOLVE_H

#include <kintsugi/types.h>

#define RESOLVE_ADDRESSES_MAX 16u
#define RESOLVE_SERVERS_MAX 3u

/*
 * The addresses of a name, or of an address as text, in the processor's order: how
 * many, or 0 with h_errno. NO_RECOVERY: no name server is known.
 */
u32 resolve_host(const char *name, u32 addresses[RESOLVE_ADDRESSES_MAX]);

/* Those of /etc/hosts; 0: it is not there. */
u32 resolve_by_file(const char *name, u32 addresses[RESOLVE_ADDRESSES_MAX]);

/* As resolve_host, by asking name servers. */
u32 resolve_by_dns(const char *name, u32 addresses[RESOLVE_ADDRESSES_MAX]);

/* The name servers to be asked: of /etc/resolv.conf, or else those that DHCP told. How many. */
u32 find_name_servers(u32 servers[RESOLVE_SERVERS_MAX]);

#endif
