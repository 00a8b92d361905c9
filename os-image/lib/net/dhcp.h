/*
 * DHCP client (RFC 2131): one per interface. dhcp.c has its states, dhcp_message.c its messages.
 *
 * Its messages are sent past sockets and routes, as there is no address yet; those that come
 * are taken from UDP before any socket sees them.
 */
#ifndef NET_DHCP_H
#define NET_DHCP_H

#include "stack.h"

#define DHCP_SERVER_PORT 67u
#define DHCP_CLIENT_PORT 68u
#define DHCP_HOST_NAME_MAX 32u

/* What a server's message says. Addresses and masks are checked; times: 0 is not said. */
struct dhcp_offer {
	u8 type; /* enum dhcp_message_type */
	ip_address address, mask, gateway, name_server, server;
	u32 lease_s, renew_s, rebind_s;
};

enum dhcp_message_type {
	DHCP_DISCOVER = 1,
	DHCP_OFFER = 2,
	DHCP_REQUEST = 3,
	DHCP_DECLINE = 4,
	DHCP_ACK = 5,
	DHCP_NAK = 6,
	DHCP_RELEASE = 7,
};

struct dhcp {
	u8 state; /* enum net_dhcp_state */
	u8 tries;
	u8 is_claiming; /* the address is granted, and neighbours are asked whether they have it */
	u32 transaction;
	u64 started_us; /* when this search for an address began */
	u64 asked_us;   /* when the first message left after which nothing has been received */
	u64 renew_us, rebind_us, ends_us;
	struct dhcp_offer offer; /* that was chosen, and then granted */
	char host_name[DHCP_HOST_NAME_MAX];
	struct net_timer timer;
};

void dhcp_init(struct net_interface *interface);
/* A UDP payload to the client's port; whether the client has taken it. */
int dhcp_input(struct net_interface *interface, const u8 *message, u32 length);
/* Whether packets of this protocol may come to an address that the interface doesn't have yet. */
int dhcp_wants(const struct net_interface *interface, u8 protocol);
void dhcp_claimed(struct net_interface *interface);  /* nobody has the address */
void dhcp_conflict(struct net_interface *interface); /* somebody has it */
void dhcp_nudge(struct net_interface *interface);
u64 dhcp_unanswered_since(const struct net_interface *interface); /* 0: nobody waits */
void dhcp_info(const struct net_interface *interface, struct net_interface_info *info);

/* ---- dhcp_message.c ---- */

/* Sends one; without room it is lost, as on any network. */
void dhcp_send(struct net_interface *interface, enum dhcp_message_type type);
/* Reads a server's message to this client. Whether it is one, and sound. */
int dhcp_read(const struct net_interface *interface, const u8 *message, u32 length,
	      struct dhcp_offer *offer);

#endif
