/* Options of TCP sockets, level IPPROTO_TCP. */
#ifndef NETINET_TCP_H
#define NETINET_TCP_H

#define TCP_NODELAY 1      /* int */
#define TCP_USER_TIMEOUT 18 /* int: ms until unacknowledged data ends the connection (RFC 5482) */

#endif
