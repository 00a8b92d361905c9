/* Internet addresses. In these structures numbers are big-endian, as on the wire. */
#ifndef NETINET_IN_H
#define NETINET_IN_H

#include <sys/socket.h>

typedef unsigned in_addr_t;
typedef unsigned short in_port_t;

#define IPPROTO_IP 0
#define IPPROTO_ICMP 1
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17

#define IP_TTL 2 /* int; level IPPROTO_IP */

#define INADDR_ANY 0x00000000u
#define INADDR_LOOPBACK 0x7f000001u
#define INADDR_BROADCAST 0xffffffffu
#define INADDR_NONE 0xffffffffu
#define INET_ADDRSTRLEN 16

struct in_addr {
	in_addr_t s_addr;
};

struct sockaddr_in {
	sa_family_t sin_family;
	in_port_t sin_port;
	struct in_addr sin_addr;
	char sin_zero[8];
};

static inline unsigned short
htons(unsigned short number)
{
	return (unsigned short)(number << 8 | number >> 8);
}

static inline unsigned
htonl(unsigned number)
{
	return __builtin_bswap32(number);
}

#define ntohs(number) htons(number)
#define ntohl(number) htonl(number)

#endif
