/* Making sockets of both sides. All of them are closed in programs that are started. */
#ifndef NETKIT_DIAL_H
#define NETKIT_DIAL_H

#include <netkit/address.h>
#include <stdint.h>

/*
 * Connects a stream within timeout_ms; the socket, which is non-blocking, or -1 with errno:
 * ETIMEDOUT, ECONNREFUSED, ENETUNREACH ...
 */
int dial(const struct sockaddr_in *to, int timeout_ms);

/* The same with any of the addresses, tried in turn: errno is the last one's. */
int dial_any(const struct sockaddr_in *list, int count, int timeout_ms);

/* A socket of the type with a port of this machine, all addresses; -1 with errno. */
int bind_port(int type, uint16_t port);
/* The same, listening. */
int listen_port(uint16_t port, int backlog);

#endif
