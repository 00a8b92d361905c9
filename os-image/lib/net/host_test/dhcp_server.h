/* A DHCP server for tests, on a host's UDP socket: it does as it is told, right or wrong. */
#ifndef NET_TEST_DHCP_SERVER_H
#define NET_TEST_DHCP_SERVER_H

#include "world.h"

#define LEASED 0x0a000032u /* 10.0.0.50 */

struct dhcp_server {
	struct net_socket *socket;
	ip_address offers;
	u32 lease_s, renew_s, rebind_s; /* 0: says nothing */
	u32 ignores;     /* so many of the next messages */
	int refuses;     /* answers requests by NAK */
	/* Changes an answer before it leaves; its new length. NULL: nobody does. */
	u32 (*spoil)(u8 *answer, u32 length);
	/* what it has seen */
	u32 seen[8];     /* messages, by type */
	u8 last[1024];   /* the last one, */
	u32 last_length; /* and */
	struct net_address last_from; /* by whom it was sent */
};

void dhcp_server_begin(struct dhcp_server *server, struct host *host);
/* Answers what has come. To be called between steps. */
void dhcp_server_run(struct dhcp_server *server);
/* The world goes on with the server in it. */
void dhcp_world_run(struct world *world, struct dhcp_server *server, u64 duration_us);
/* An option of the last message; NULL: it has none. */
const u8 *dhcp_server_option(const struct dhcp_server *server, u8 code, u32 *length);

#endif
