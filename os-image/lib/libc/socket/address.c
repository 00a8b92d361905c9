/* See the header. */
#include "address.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>

int
address_take(const struct sockaddr *address, socklen_t length, u32 *ip, u32 *port)
{
	struct sockaddr_in taken;

	if (address == NULL || length < sizeof(taken)) {
		errno = EINVAL;
		return -1;
	}
	memcpy(&taken, address, sizeof(taken));
	if (taken.sin_family != AF_INET) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	*ip = ntohl(taken.sin_addr.s_addr);
	*port = ntohs(taken.sin_port);
	return 0;
}

void
address_give(u32 ip, u32 port, struct sockaddr *address, socklen_t *length)
{
	struct sockaddr_in given = {
		.sin_family = AF_INET,
		.sin_port = htons((unsigned short)port),
		.sin_addr.s_addr = htonl(ip),
	};

	if (address == NULL || length == NULL)
		return;
	memcpy(address, &given, *length < sizeof(given) ? *length : sizeof(given));
	*length = sizeof(given);
}
