/* The ways to a host's addresses, one after another: see the header. */
#include "resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <strings.h>

int h_errno;

u32
resolve_host(const char *name, u32 addresses[RESOLVE_ADDRESSES_MAX])
{
	struct in_addr numeric;
	u32 count;

	h_errno = 0;
	if (inet_aton(name, &numeric)) {
		addresses[0] = ntohl(numeric.s_addr);
		return 1;
	}
	count = resolve_by_file(name, addresses);
	if (count > 0)
		return count;
	/* It is never asked for on the wire: RFC 6761, 6.3. */
	if (strcasecmp(name, "localhost") == 0) {
		addresses[0] = INADDR_LOOPBACK;
		return 1;
	}
	return resolve_by_dns(name, addresses);
}
