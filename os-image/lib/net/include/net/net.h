/*
 * A TCP/IP stack for whoever has memory, a clock and a way to send frames: the
 * network server of the guest, and, as WebAssembly, the peer on the virtual LAN.
 *
 * It never waits and keeps nothing outside its struct net. The owner calls in:
 *
 *     net_set_time    before anything else that happens at a later time
 *     net_input       for each frame that came
 *     net_link_ready  when an interface has room for frames again
 *     net_flush       after a batch of these and of calls on sockets: acknowledgements,
 *                     window updates and data go out, loopback packets come in
 *     net_run_timers  when net_next_deadline is reached
 *
 * and the stack calls out through struct net_host and struct net_link, never in
 * the middle of a change of its own: every function here may be called from
 * there but net_input, net_flush, net_run_timers and net_destroy.
 *
 * Nothing on the wire is trusted. Memory, sockets, fragments, ARP entries and
 * queues are bounded; what finds no room is dropped and counted.
 *
 * IP addresses and ports are numbers in the processor's order: 10.0.2.15 is
 * 0x0a00020f. Times are in microseconds since any fixed moment. Functions that
 * return s32 return a negative error number (errno.h) when they fail.
 */
#ifndef NET_NET_H
#define NET_NET_H

#include <kintsugi/types.h>

typedef u32 ip_address;
#define IP_ANY 0u
#define IP_BROADCAST 0xffffffffu
#define IP_LOOPBACK 0x7f000001u

struct net_address {
	ip_address ip;
	u16 port;
};

#define MAC_BYTES 6u
#define NET_NAME_LEN 8u
#define NET_INTERFACES_MAX 4u /* loopback, which is always there, counts */

struct net;
struct net_interface;
struct net_socket;

/* ---- what the stack asks of its owner ---- */

struct net_host {
	void *context;
	u32 (*random)(void *context); /* unpredictable to the peers: ports, sequence numbers, ids */
	/* Memory for sockets, of any alignment up to 8; NULL: none is left, the call that wanted it fails. */
	void *(*allocate)(void *context, u32 bytes);
	void (*release)(void *context, void *memory, u32 bytes);
	/* What net_events tells of a socket may have changed. Not called for closed ones. */
	void (*socket_changed)(void *context, struct net_socket *socket);
	/* An interface got an address or lost it, by DHCP or otherwise. */
	void (*address_changed)(void *context, struct net_interface *interface);
	/* A line for people, without its end. */
	void (*log)(void *context, const char *line);
};

/* Bytes that net_create wants of its owner. */
u32 net_size(void);

/* Makes a stack in zeroed memory of net_size() bytes, aligned to 8. */
struct net *net_create(void *memory, const struct net_host *host, u64 now_us);

/* Gives back all that was allocated; connections end without a word. */
void net_destroy(struct net *net);

void net_set_time(struct net *net, u64 now_us);
void net_flush(struct net *net);
#define NET_NEVER (~(u64)0)
u64 net_next_deadline(const struct net *net); /* NET_NEVER: none */
void net_run_timers(struct net *net);

/* ---- interfaces (interface.c) ---- */

/* How frames leave. A frame is claimed, written and sent, or not sent, before the next is claimed. */
struct net_link {
	void *context;
	/* Room for a frame of `length` bytes; NULL: none now, and net_link_ready will be called. */
	u8 *(*claim)(void *context, u32 length);
	void (*send)(void *context, u8 *frame, u32 length);
};

#define NET_MTU 1500u

/* Adds an Ethernet interface, down and without address. NULL: there are NET_INTERFACES_MAX. */
struct net_interface *net_add_interface(struct net *net, const char *name, const struct net_link *link);
/* Number `index` from 0 on; 0 is loopback. NULL past the last. */
struct net_interface *net_interface_at(struct net *net, u32 index);

void net_set_hardware_address(struct net_interface *interface, const u8 mac[MAC_BYTES]);
/* Whether frames can be sent: the driver runs and the cable is in. */
void net_set_link(struct net_interface *interface, int is_up);
/* An operator's wish; down: nothing is sent or received. */
void net_set_up(struct net_interface *interface, int is_up);
/* The route to its network comes with it; IP_ANY takes it away. -EINVAL: no mask, or an address of another kind. */
s32 net_set_interface_address(struct net_interface *interface, ip_address address, ip_address mask);

/*
 * A frame from its destination address on, of any length and content. It is only read, and
 * only until the call returns.
 */
void net_input(struct net_interface *interface, const u8 *frame, u32 length);
void net_link_ready(struct net_interface *interface);

struct net_interface_counters {
	u64 received_frames, received_bytes, sent_frames, sent_bytes;
	u32 received_bad;     /* malformed on some layer */
	u32 received_dropped; /* no room, nobody listens, not for us */
	u32 sent_dropped;     /* no room in a queue */
};

struct net_interface_info {
	char name[NET_NAME_LEN];
	u8 mac[MAC_BYTES];
	u8 is_up;       /* as the operator wishes */
	u8 has_link;
	u8 is_loopback;
	u8 dhcp;        /* enum net_dhcp_state */
	u16 mtu;
	ip_address address, mask; /* IP_ANY: none */
	ip_address gateway, name_server, dhcp_server; /* as DHCP said; IP_ANY: not known */
	u64 lease_ends_us;        /* NET_NEVER: never, or no lease */
	struct net_interface_counters counters;
};
void net_interface_info(const struct net_interface *interface, struct net_interface_info *info);

/*
 * Packets have been lost on the way of this interface, both ways, and more than a time-out is
 * known of it: its driver is a fresh one. Connections through it don't wait for their timers:
 * what was not acknowledged is sent again at once, and a side that only receives sends three
 * duplicate acknowledgements, which make its peer do so (RFC 5681, 3.2).
 */
void net_nudge(struct net_interface *interface);

/*
 * Whether somebody waits in vain: microseconds since the oldest thing was sent through the
 * interface that wants an answer (a TCP segment or SYN, an ARP or DHCP request) and after
 * which nothing at all has been received from there; 0: nobody does.
 */
u64 net_unanswered_us(const struct net_interface *interface);

/* Asks the interface's gateway whether it is there; any answer ends a silence. */
void net_probe(struct net_interface *interface);

/* ---- DHCP client (RFC 2131; dhcp.c) ---- */

enum net_dhcp_state {
	NET_DHCP_OFF,
	NET_DHCP_SELECTING,
	NET_DHCP_REQUESTING,
	NET_DHCP_BOUND,
	NET_DHCP_RENEWING,
	NET_DHCP_REBINDING,
};

/* Begins to look for a server, and goes on until it is stopped. */
void net_dhcp_start(struct net_interface *interface, const char *host_name);
/* With `release` the server is told; the address goes. */
void net_dhcp_stop(struct net_interface *interface, int release);

/* ---- routes (route.c) ---- */

struct net_route {
	ip_address destination, mask; /* 0, 0: the default */
	ip_address gateway;           /* IP_ANY: they are on the interface's own network */
	struct net_interface *interface;
	u32 is_automatic;             /* it belongs to an interface's address, or to DHCP */
};

/* Needs a gateway that can be reached, or an interface. -EEXIST, -ENETUNREACH, -ENOSPC, -EINVAL. */
s32 net_add_route(struct net *net, const struct net_route *route);
s32 net_delete_route(struct net *net, ip_address destination, ip_address mask); /* -ENOENT */
/* Number `index` from 0 on. -ENOENT past the last. */
s32 net_route_at(const struct net *net, u32 index, struct net_route *route);

/* ---- ARP (RFC 826; arp.c) ---- */

struct net_neighbour {
	ip_address address;
	u8 mac[MAC_BYTES];
	u8 is_complete;
	u8 is_permanent;
	u32 age_s; /* since it was last confirmed */
	struct net_interface *interface;
};
s32 net_neighbour_at(const struct net *net, u32 index, struct net_neighbour *neighbour); /* -ENOENT */
s32 net_set_neighbour(struct net *net, ip_address address, const u8 mac[MAC_BYTES]); /* -ENETUNREACH -ENOSPC */
s32 net_delete_neighbour(struct net *net, ip_address address); /* -ENOENT */

/* ---- sockets (socket.c) ---- */

enum net_socket_type {
	NET_STREAM = 1,   /* TCP */
	NET_DATAGRAM = 2, /* UDP */
	NET_RAW = 3,      /* IP payloads of one protocol: ICMP for ping. Sends and receives without IP header */
};

/* NULL, with *error: -ENFILE, -ENOMEM, -EPROTONOSUPPORT. The protocol matters for NET_RAW alone. */
struct net_socket *net_socket(struct net *net, enum net_socket_type type, u32 protocol, s32 *error);
void net_set_owner(struct net_socket *socket, void *owner);
void *net_owner(const struct net_socket *socket); /* NULL at first, and of what comes from a listener */

/* Ends the use of the socket; the stack sends what is left to be sent, for a bounded time. */
void net_close(struct net_socket *socket);
/* The same, at once: a stream is reset. */
void net_abort(struct net_socket *socket);

#define NET_READABLE 1u /* data, the end of it, a connection to accept, or an error: receiving doesn't wait */
#define NET_WRITABLE 2u /* sending doesn't wait */
#define NET_HANGUP 4u   /* a stream: ended in both directions */
#define NET_ERROR 8u    /* one is pending: NET_OPTION_ERROR, or the next call, fetches it */
u32 net_events(const struct net_socket *socket);

/* Port 0: one is chosen. -EADDRINUSE, -EADDRNOTAVAIL, -EINVAL (it has one). */
s32 net_bind(struct net_socket *socket, const struct net_address *local);
/*
 * Streams: -EINPROGRESS; NET_WRITABLE or NET_ERROR tells when it has ended. -EISCONN,
 * -EALREADY, -ENETUNREACH, -EADDRNOTAVAIL. Others: who is sent to and heard from; port and ip 0 undo it.
 */
s32 net_connect(struct net_socket *socket, const struct net_address *remote);
s32 net_listen(struct net_socket *socket, u32 backlog);
/* A connection that a peer has made; NULL with *error -EAGAIN: none now. */
struct net_socket *net_accept(struct net_socket *socket, s32 *error);
#define NET_SHUT_RECEIVE 1u
#define NET_SHUT_SEND 2u
s32 net_shutdown(struct net_socket *socket, u32 directions);

/*
 * Streams, sending: the bytes that may be written to *space now, > 0. -EAGAIN: none; -EPIPE:
 * shut down; -ENOTCONN; or the pending error. net_sent(n) then sends n of them.
 */
s32 net_send_space(struct net_socket *socket, u8 **space);
void net_sent(struct net_socket *socket, u32 bytes);

/*
 * Streams, receiving: bytes at *data, > 0; 0: the peer has ended. -EAGAIN, -ENOTCONN, the pending
 * error. `offset` looks further ahead (MSG_PEEK, or the part behind the buffer's end).
 */
s32 net_received(struct net_socket *socket, u32 offset, const u8 **data);
void net_consumed(struct net_socket *socket, u32 bytes);

/*
 * Datagrams, sending: *space is for `length` bytes until net_datagram_send, which must come
 * before any other call; `to` NULL: the connected one. Of raw sockets the port means nothing.
 * 0, -EMSGSIZE, -EDESTADDRREQ, -EACCES (broadcast), -ENETUNREACH, -EAGAIN (queues are full), the pending error.
 */
s32 net_datagram_space(struct net_socket *socket, const struct net_address *to, u32 length, u8 **space);
s32 net_datagram_send(struct net_socket *socket);
/* The oldest one: its length, which may be 0. -EAGAIN, the pending error. */
s32 net_datagram(struct net_socket *socket, const u8 **data, struct net_address *from);
void net_datagram_done(struct net_socket *socket);

enum net_option {
	NET_OPTION_REUSE_ADDRESS = 1,
	NET_OPTION_KEEP_ALIVE,
	NET_OPTION_NO_DELAY,        /* Nagle's algorithm off */
	NET_OPTION_SEND_BUFFER,     /* bytes; rounded to what there is */
	NET_OPTION_RECEIVE_BUFFER,
	NET_OPTION_BROADCAST,
	NET_OPTION_TTL,
	NET_OPTION_USER_TIMEOUT,    /* ms until unacknowledged data ends a stream (RFC 5482); 0: the default */
	NET_OPTION_ERROR,           /* get: the pending error, positive, which is no longer pending */
	NET_OPTION_TYPE,            /* get */
	NET_OPTION_UNREAD,          /* get: bytes that can be received now */
	NET_OPTION_UNSENT,          /* get: bytes that were not acknowledged */
};
s32 net_set_option(struct net_socket *socket, enum net_option option, u32 value); /* -ENOPROTOOPT -EINVAL */
s32 net_get_option(struct net_socket *socket, enum net_option option, u32 *value);

enum net_tcp_state {
	NET_TCP_CLOSED,
	NET_TCP_LISTEN,
	NET_TCP_SYN_SENT,
	NET_TCP_SYN_RECEIVED,
	NET_TCP_ESTABLISHED,
	NET_TCP_FIN_WAIT_1,
	NET_TCP_FIN_WAIT_2,
	NET_TCP_CLOSE_WAIT,
	NET_TCP_CLOSING,
	NET_TCP_LAST_ACK,
	NET_TCP_TIME_WAIT,
};

struct net_socket_info {
	u8 type;     /* enum net_socket_type */
	u8 protocol;
	u8 state;    /* enum net_tcp_state, of streams */
	u8 reserved;
	struct net_address local, remote;
	u32 unread, unsent;
	u32 retransmitted; /* segments */
	u32 round_trip_us; /* smoothed; 0: not known */
	u32 congestion_window;
	u32 nudges;        /* recoveries of a driver that this connection went through */
};
void net_socket_info(const struct net_socket *socket, struct net_socket_info *info);
/* Number `index` of all there are, those included that nobody uses any more. NULL past the last. */
const struct net_socket *net_socket_at(const struct net *net, u32 index);

/* ---- what was counted (statistics.c) ---- */

struct net_statistics {
	u64 ip_received, ip_sent, ip_bad, ip_unreachable, ip_fragments, ip_reassembled, ip_reassembly_failed;
	u64 icmp_received, icmp_sent, icmp_bad;
	u64 udp_received, udp_sent, udp_bad, udp_no_port, udp_dropped;
	u64 tcp_received, tcp_sent, tcp_bad, tcp_retransmitted, tcp_duplicates, tcp_out_of_order;
	u64 tcp_resets_received, tcp_resets_sent, tcp_opened, tcp_accepted, tcp_failed, tcp_timeouts;
	u64 arp_received, arp_sent, arp_bad;
};
const struct net_statistics *net_statistics(const struct net *net);

#endif
