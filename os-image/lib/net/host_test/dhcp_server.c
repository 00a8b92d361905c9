/* The tests' DHCP server. */
#include "dhcp_server.h"

#include <string.h>

#include "../stack.h"
#include "check.h"

#define OPTIONS 240u
#define ANSWER_BYTES 320u

void
dhcp_server_begin(struct dhcp_server *server, struct host *host)
{
	memset(server, 0, sizeof(*server));
	server->socket = host_udp(host, 67);
	server->offers = LEASED;
	server->lease_s = 1000;
	CHECK_EQUAL(net_set_option(server->socket, NET_OPTION_BROADCAST, 1), 0);
}

const u8 *
dhcp_server_option(const struct dhcp_server *server, u8 code, u32 *length)
{
	const u8 *p = server->last + OPTIONS;

	while (*p != 255) {
		CHECK(p + 2 + p[1] < server->last + server->last_length);
		if (*p == code) {
			*length = p[1];
			return p + 2;
		}
		p += 2 + p[1];
	}
	return NULL;
}

static u8 *
put_option32(u8 *p, u8 code, u32 value)
{
	p[0] = code;
	p[1] = 4;
	put32(p + 2, value);
	return p + 6;
}

static void
answer(struct dhcp_server *server, u8 type)
{
	u8 message[ANSWER_BYTES] = {2, 1, 6};
	u8 *p = message + OPTIONS;
	u32 length = ANSWER_BYTES;

	memcpy(message + 4, server->last + 4, 4);
	memcpy(message + 28, server->last + 28, 16);
	if (type != 6)
		put32(message + 16, server->offers);
	put32(message + 236, 0x63825363);
	memcpy(p, (u8[]){53, 1, type}, 3);
	p = put_option32(p + 3, 54, HOST_B);
	if (type != 6) {
		p = put_option32(p, 51, server->lease_s);
		p = put_option32(p, 1, MASK_24);
		p = put_option32(p, 3, HOST_B);
		p = put_option32(p, 6, HOST_C);
		if (server->renew_s != 0)
			p = put_option32(p, 58, server->renew_s);
		if (server->rebind_s != 0)
			p = put_option32(p, 59, server->rebind_s);
	}
	*p = 255;
	if (server->spoil != NULL)
		length = server->spoil(message, length);
	CHECK_EQUAL(udp_send(server->socket, IP_BROADCAST, 68, message, length), 0);
}

void
dhcp_server_run(struct dhcp_server *server)
{
	s32 length;

	while ((length = udp_receive(server->socket, server->last, sizeof(server->last),
				     &server->last_from)) >= 0) {
		u32 option_length;
		const u8 *type;

		CHECK(length >= 300);
		server->last_length = (u32)length;
		type = dhcp_server_option(server, 53, &option_length);
		CHECK(type != NULL && option_length == 1 && *type < 8);
		server->seen[*type]++;
		if (server->ignores > 0)
			server->ignores--;
		else if (*type == 1)
			answer(server, 2);
		else if (*type == 3)
			answer(server, server->refuses ? 6 : 5);
	}
}

void
dhcp_world_run(struct world *world, struct dhcp_server *server, u64 duration_us)
{
	u64 end = world->now_us + duration_us;

	do {
		world_settle(world);
		dhcp_server_run(server);
		world_settle(world);
		if (world->now_us < end)
			world_step(world, end);
	} while (world->now_us < end);
}
