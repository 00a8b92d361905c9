/*
 * Sockets for datagrams, UDP's and raw ones alike: a bounded queue of what has come, and one
 * datagram at a time that is being written.
 */
#ifndef NET_DATAGRAM_H
#define NET_DATAGRAM_H

#include "stack.h"

#define DATAGRAM_QUEUE_DEFAULT 65536u
#define DATAGRAM_QUEUE_MAX 262144u
#define DATAGRAM_QUEUE_MIN 2048u

struct datagram {
	struct datagram *next;
	struct net_address from;
	u32 length;
	u8 bytes[];
};

struct datagrams {
	struct datagram *first, **end;
	u32 used;  /* bytes of memory that the queue takes */
	u32 limit;
	u8 waits_for_room;   /* a send found none */
	ip_address bound_ip; /* as net_bind said; connecting chooses another if it was IP_ANY */
};

/*
 * The datagram between net_datagram_space and net_datagram_send, of which there is one. One that
 * fits a frame is written there; a longer one is staged and then cut into fragments.
 */
struct datagram_send {
	struct net_socket *socket; /* NULL: none */
	struct net_address to;
	struct ip_send ip;
	u32 header; /* bytes that the protocol puts before it */
	u8 is_staged;
	u8 staged[65536];
};

s32 datagrams_attach(struct net_socket *socket); /* -ENOMEM */
void datagrams_discard(struct net_socket *socket);
u32 datagrams_events(const struct net_socket *socket);
s32 datagrams_connect(struct net_socket *socket, const struct net_address *remote);
/* A datagram for the socket; one that finds no room is dropped: 0. */
int datagrams_add(struct net_socket *socket, const struct net_address *from, const u8 *bytes,
		  u32 length);
u32 datagrams_unread(const struct net_socket *socket); /* bytes of the first one */
s32 datagrams_set_limit(struct net_socket *socket, u32 bytes);
/* Interfaces have room again. */
void datagrams_room(struct net *net);
/* 64 KB for a datagram that is made by the stack; NULL while somebody writes one there. */
u8 *datagram_staging(struct net *net);

/* ---- udp.c ---- */

#define UDP_HEADER_BYTES 8u
/* Writes the header of a datagram of `send`, whose payload follows it in memory. */
void udp_write_header(const struct ip_send *send, u16 from_port, u16 to_port, u8 *header);

#endif
