/*
 * The layout of the stack: what each protocol keeps, in one place. TCP's files do without
 * this header.
 */
#ifndef NET_NET_INTERNAL_H
#define NET_NET_INTERNAL_H

#include <errno.h>
#include <string.h>

#include "arp.h"
#include "arp_claim.h"
#include "datagram.h"
#include "dhcp.h"
#include "icmp.h"
#include "ip.h"
#include "loopback.h"
#include "route.h"
#include "stack.h"
#include "tcp.h"

struct net_interface {
	struct net *net;
	char name[NET_NAME_LEN];
	struct net_link link;
	u8 mac[MAC_BYTES];
	u8 is_up;
	u8 has_link;
	u8 is_loopback;
	u8 is_blocked; /* somebody found no room, and is told when there is some */
	u16 mtu;
	ip_address address, mask;
	u64 last_received_us; /* 0: never */
	struct net_interface_counters counters;
	struct arp_claim claim;
	struct dhcp dhcp;
};

#define SOCKET_BUCKETS 64u

struct net {
	struct net_host host;
	u64 now_us;

	struct net_timer *timers;
	u8 timers_run;

	struct net_interface interfaces[NET_INTERFACES_MAX];
	u32 interface_count;
	struct loopback loopback;
	struct arp_table arp;
	struct route_table routes;

	struct reassembly reassemblies[REASSEMBLIES_MAX];
	u16 next_ip_id;
	struct icmp_limit icmp_limit;

	struct net_socket sockets[NET_SOCKETS_MAX];
	struct net_socket *free_sockets;
	struct net_socket *used_sockets;
	struct net_socket *buckets[SOCKET_BUCKETS];
	struct net_socket *changed, **changed_end;
	u32 raw_sockets;
	u32 stream_port; /* the last one that was chosen for a stream, counted on; 0: none yet */

	struct datagram_send sending;
	struct net_tcp tcp;
	struct net_statistics statistics;
};

/* ---- timer.c, for stack.c ---- */

u64 timers_next(const struct net *net); /* NET_NEVER: none */
void timers_fire(struct net *net);

/* ---- socket_table.c, for stack.c ---- */

void sockets_init(struct net *net);
void sockets_tell(struct net *net); /* the owners of those that have changed */

/* Whether a bind to this address would take it from somebody. */
int socket_port_is_taken(const struct net_socket *wants, const struct net_address *local);

/* ---- socket.c ---- */

/* The pending error, which is no longer pending; 0: none. */
s32 socket_take_error(struct net_socket *socket);
/* A port for a socket that has none, raw ones excepted. */
s32 socket_bind_if_needed(struct net_socket *socket);

/* ---- interface.c ---- */

void interface_init(struct net *net, struct net_interface *interface, const char *name);
/* Whether packets may go out by it, and come in. */
int interface_is_usable(const struct net_interface *interface);
int interface_may_have_address(ip_address address, ip_address mask);
/* Takes the address, which was checked, and the routes that come with it. */
void interface_take_address(struct net_interface *interface, ip_address address, ip_address mask);
/* Whether an address is all the hosts of the interface's network, or of all networks. */
int interface_is_broadcast(const struct net_interface *interface, ip_address address);
/* There is room again: those that waited go on. */
void interface_ready(struct net_interface *interface);

/* ---- stack.c ---- */

/* Puts words together to a line for people; NULL ends the list. */
void net_log(struct net *net, const char *const words[]);

#endif
