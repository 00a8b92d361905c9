/*
 * What the files of the stack share: the stack itself, interfaces, timers, sockets,
 * and the way down to IP. Each protocol's own state is in its own header.
 *
 * Layers: link (interface.c, ethernet.c, arp.c) - IP (ip_input.c, ip_output.c,
 * ip_reassembly.c, route.c) - ICMP, UDP, TCP (icmp.c, udp.c, tcp_*.c) - sockets (socket.c).
 */
#ifndef NET_STACK_H
#define NET_STACK_H

#include <net/net.h>

/* ---- timers (timer.c) ---- */

/* Embedded in what it is for, which sets fire and context; otherwise zeroed: not set. */
struct net_timer {
	void (*fire)(struct net *net, void *context);
	void *context;
	u64 at_us;
	/* timer.c's: */
	struct net_timer *next, **link; /* the list, earliest first; link NULL: not set */
	u64 listed_us; /* its place there: never later than at_us */
};

/* Sets it, or sets it anew, cheaply if the time is later; it fires once, from net_run_timers. */
void timer_start(struct net *net, struct net_timer *timer, u64 at_us);
void timer_stop(struct net_timer *timer);

/* ---- sockets (socket.c, socket_table.c) ---- */

#define NET_SOCKETS_MAX 256u

struct tcp;       /* tcp.h */
struct datagrams; /* datagram.h */

struct net_socket {
	struct net *net;
	struct net_socket *next; /* of all in use, or free */
	struct net_socket *hash_next;
	struct net_socket *changed_next; /* of those whose owner is to be told */
	void *owner;
	u8 type;       /* enum net_socket_type; 0: free */
	u8 protocol;   /* IP's number */
	u8 is_closed;  /* nobody uses it any more: the protocol ends it when it is done */
	u8 is_hashed;
	u8 is_changed; /* its owner is to be told */
	u8 ttl;
	u8 options;    /* SOCKET_* */
	u8 shutdown;   /* NET_SHUT_* */
	s32 error;     /* pending, negative; 0: none */
	struct net_address local, remote;
	struct tcp *tcp;             /* streams */
	struct datagrams *datagrams; /* others (datagram.h) */
};

#define SOCKET_REUSE_ADDRESS 1u
#define SOCKET_BROADCAST 2u
#define SOCKET_KEEP_ALIVE 4u
#define SOCKET_NO_DELAY 8u

/* A fresh socket, or NULL with *error. */
struct net_socket *socket_allocate(struct net *net, enum net_socket_type type, u8 protocol,
				   s32 *error);
/* Takes it out of the tables and gives its place back; what hangs on it must be gone. */
void socket_free(struct net_socket *socket);
/* Makes it found under its addresses, which may be changed only while it is not. */
void socket_hash(struct net_socket *socket);
void socket_unhash(struct net_socket *socket);
/*
 * Whom a packet is for: the socket whose remote address is the sender's if there is one,
 * else one that is bound to the local address or any, and to no remote. A stream that is
 * bound but does not listen is found as well.
 */
struct net_socket *socket_find(struct net *net, u8 protocol, const struct net_address *local,
			       const struct net_address *remote);
/* A free local port for the protocol, never one in use; 0: none. */
u16 socket_choose_port(struct net *net, u8 protocol, ip_address local);
/*
 * Has the owner told that net_events may have changed: not at once, but when the stack is about
 * to return to it, so that nothing is in the middle of a change when it calls back.
 */
void socket_changed(struct net_socket *socket);

/* ---- IP (ip_input.c, ip_output.c) ---- */

#define IP_PROTOCOL_ICMP 1u
#define IP_PROTOCOL_TCP 6u
#define IP_PROTOCOL_UDP 17u
#define IP_DEFAULT_TTL 64u
#define IP_PAYLOAD_MAX (65535u - 20u)

/* A datagram that has come, whole and checked on IP's level. */
struct ip_packet {
	struct net_interface *interface;
	ip_address source, destination;
	u8 protocol;
	u8 ttl;
	u8 is_broadcast; /* to many: on the link, or by its destination */
	const u8 *header; /* IP's, for ICMP errors that quote it; header_length bytes */
	u32 header_length;
	const u8 *payload;
	u32 length;
};

/* A datagram that is to be sent. */
struct ip_send {
	ip_address source; /* IP_ANY: that of the interface */
	ip_address destination;
	u8 protocol;
	u8 ttl; /* 0: the default */
	u32 length; /* of the payload: what fits a frame (ip_payload_max) */
	/* filled in by ip_begin */
	struct net_interface *interface;
	u8 *payload;
	u8 *frame;
	struct arp_entry *waits_for; /* its Ethernet address is not known yet */
};

/*
 * Finds the way and a place for the payload, which the caller writes at send->payload; then
 * exactly one of ip_commit and ip_drop. A datagram whose neighbour's address is not known yet
 * is kept until that has answered (a few per neighbour). With a source that is an interface's
 * address it goes by that interface alone. 0, -ENETUNREACH, -EHOSTUNREACH (the
 * neighbour has not answered lately), -ENETDOWN, -EAGAIN: no room now, the interface is marked
 * and tcp_output_ready will be called.
 */
s32 ip_begin(struct net *net, struct ip_send *send);
void ip_commit(struct net *net, struct ip_send *send);
void ip_drop(struct net *net, struct ip_send *send);
/* One of any length from contiguous memory, in fragments if need be. As ip_begin. */
s32 ip_send_whole(struct net *net, struct ip_send *send, const u8 *payload);

/*
 * The source address for a destination, if `source` is IP_ANY and not one that is settled, and
 * what fits a frame there; or the error of ip_begin.
 */
s32 ip_source_for(struct net *net, ip_address destination, ip_address *source, u32 *payload_max);
/* Whether the address is one of the stack's own. */
int ip_is_local(const struct net *net, ip_address address);
int ip_is_multicast(ip_address address);
/* The interface that packets from the source (IP_ANY: any) to the destination leave by, or NULL. */
struct net_interface *ip_interface_for(struct net *net, ip_address source,
				       ip_address destination);
/* Somebody above IP has heard from the destination: its neighbour need not be asked again. */
void ip_confirm_neighbour(struct net *net, ip_address source, ip_address destination);

/* ---- checksums (checksum.c; RFC 1071) ---- */

/* Sums are of 16-bit words as they stand in memory, not folded; start with 0. */
u32 checksum_add(u32 sum, const void *data, u32 length); /* if the length is odd, the last data */
u32 checksum_add_pseudo(u32 sum, ip_address source, ip_address destination, u8 protocol,
			u32 length);
u32 checksum_copy(u32 sum, void *to, const void *from, u32 length); /* of what was copied */
u16 checksum_finish(u32 sum); /* as it is to stand in memory; of correct data: 0 */
void put_checksum(u8 *place, u32 sum); /* finished, to where it is to stand */

/* ---- numbers on the wire: big-endian, of any alignment ---- */

static inline u16
get16(const u8 *p)
{
	return (u16)(p[0] << 8 | p[1]);
}

static inline u32
get32(const u8 *p)
{
	return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3];
}

static inline void
put16(u8 *p, u16 value)
{
	p[0] = (u8)(value >> 8);
	p[1] = (u8)value;
}

static inline void
put32(u8 *p, u32 value)
{
	put16(p, (u16)(value >> 16));
	put16(p + 2, (u16)value);
}

/* ---- the transports ---- */

/* ICMP's word about a datagram of ours that did not arrive: `quoted` is its payload's start. */
struct icmp_error {
	ip_address source, destination; /* of our datagram */
	s32 error;       /* -ECONNREFUSED, -EHOSTUNREACH, -ENETUNREACH, -EMSGSIZE */
	u32 mtu;         /* of -EMSGSIZE (RFC 1191), 0: not said */
	const u8 *quoted;
	u32 length;
};

void icmp_input(struct net *net, const struct ip_packet *packet);
void udp_input(struct net *net, const struct ip_packet *packet);
void udp_icmp_error(struct net *net, const struct icmp_error *error);
void raw_input(struct net *net, const struct ip_packet *packet); /* each raw socket gets a copy */
/* Answers a packet that nobody wanted; limited in rate. */
void icmp_send_unreachable(struct net *net, const struct ip_packet *packet, u8 code);

void tcp_init(struct net *net);
void tcp_input(struct net *net, const struct ip_packet *packet);
void tcp_icmp_error(struct net *net, const struct icmp_error *error);
/* Sends what segments that came, and calls on sockets, have made due since the last time. */
void tcp_flush(struct net *net);
void tcp_output_ready(struct net *net, struct net_interface *interface); /* there is room again */
void tcp_nudge(struct net *net, struct net_interface *interface);
/* The interface's address is gone: connections from it end with -ENETDOWN. */
void tcp_address_gone(struct net *net, ip_address address);
/*
 * The earliest time later than heard_us, when the interface has received something last, at which
 * a segment left that wants an answer and has none, be it one sent again; 0: there is none.
 */
u64 tcp_unanswered_since(struct net *net, const struct net_interface *interface, u64 heard_us);

/* What net.h promises of sockets, for streams; `socket` is one. */
s32 tcp_attach(struct net_socket *socket); /* -ENOMEM */
u32 tcp_events(const struct net_socket *socket);
s32 tcp_connect(struct net_socket *socket, const struct net_address *remote);
s32 tcp_listen(struct net_socket *socket, u32 backlog);
struct net_socket *tcp_accept(struct net_socket *socket, s32 *error);
s32 tcp_shutdown(struct net_socket *socket, u32 directions);
void tcp_close(struct net_socket *socket);
void tcp_abort(struct net_socket *socket);
s32 tcp_send_space(struct net_socket *socket, u8 **space);
void tcp_sent(struct net_socket *socket, u32 bytes);
s32 tcp_received(struct net_socket *socket, u32 offset, const u8 **data);
void tcp_consumed(struct net_socket *socket, u32 bytes);
s32 tcp_set_option(struct net_socket *socket, enum net_option option, u32 value);
s32 tcp_get_option(struct net_socket *socket, enum net_option option, u32 *value);
void tcp_info(const struct net_socket *socket, struct net_socket_info *info);
/* Ends it without a word and frees what hangs on it, but not the socket: net_destroy. */
void tcp_discard(struct net_socket *socket);
/*
 * All sockets are taken: ends the oldest connection that nobody uses any more and that only
 * waits for its time to pass. Whether there was one, whose socket is free now.
 */
int tcp_reclaim(struct net *net);

/* ---- the stack ---- */

struct net_tcp; /* tcp.h: what the connections share; allocated by tcp_init from struct net */

/*
 * struct net and struct net_interface are laid out in net_internal.h, which includes every
 * protocol's header; files of one protocol use these accessors instead.
 */
u64 net_now(const struct net *net);
u32 net_random(struct net *net);
void *net_allocate(struct net *net, u32 bytes); /* zeroed; NULL */
void net_release(struct net *net, void *memory, u32 bytes);
struct net_statistics *net_counters(struct net *net);
struct net_tcp *net_tcp(struct net *net);
struct net_socket *net_first_socket(struct net *net);

#endif
