/* nc: connects standard input and output with the network. */
#ifndef NC_H
#define NC_H

#include <netkit/address.h>
#include <stdbool.h>

#define WAIT_FOR_EVER (-1)

/* ---- endpoints.c: sockets, which are non-blocking. What fails is complained about ---- */

/* The addresses that an operand means, with that port; their number, or -1. */
int addresses_of(const char *host, uint16_t port, struct sockaddr_in list[ADDRESSES_MAX]);

/* Connected to the first address that answers; -1. A datagram socket is just given its peer. */
int connect_out(const struct sockaddr_in *list, int count, bool is_udp, int timeout_ms);

/* A socket that waits for clients on that port; -1. */
int open_listener(uint16_t port, bool is_udp);

/*
 * The next client of it, within timeout_ms, as a connected socket; -1. By UDP it is whoever
 * sends first, and the listener itself becomes the socket, whose first datagram is unread.
 */
int take_client(int listener, bool is_udp, int timeout_ms, struct sockaddr_in *client);

/* ---- relay.c ---- */

struct relay {
	int fd;
	bool is_udp;
	bool wants_answer; /* ends with the first thing that comes, and fails without one */
	int idle_ms; /* ends after so long without anything in either direction */
};

/*
 * Passes everything on in both directions until both have ended, or it was idle for too long.
 * The end of standard input becomes the end of the connection's one direction. false after a
 * complaint. The socket stays open.
 */
bool relay(const struct relay *relay);

#endif
