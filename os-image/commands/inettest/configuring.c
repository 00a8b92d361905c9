/* Answers to NET_CONFIGURE. See inettest.h. */
#include "inettest.h"

#include <errno.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <string.h>

#define BLINKS 500u
#define LINK_MBIT 100u

/* The address of the real card, so that the network knows the guest by it. */
static const u8 own[ETHERNET_ADDRESS] = {0x52, 0x54, 0x00, 0x00, 0x02, 0x0f};
static const u8 everybody[ETHERNET_ADDRESS] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

static struct message
reply_to(const struct message *request, const u8 *address)
{
	struct message reply = {.type = NET_CONFIGURE | REPLY_BIT};
	struct net_configure_reply *body = MESSAGE_BODY(&reply, struct net_configure_reply);

	body->head.id = MESSAGE_BODY(request, const struct request_head)->id;
	memcpy(body->address, address, ETHERNET_ADDRESS);
	body->link_is_up = 1;
	body->link_mbit = LINK_MBIT;
	return reply;
}

void
configure_well(struct message *request)
{
	struct message reply = reply_to(request, own);

	(void)event_reply(request->source, &reply);
}

void
configure_no_station(struct message *request)
{
	struct message reply = reply_to(request, everybody);

	(void)event_reply(request->source, &reply);
}

void
configure_refused(struct message *request)
{
	answer(request, -EIO);
}

/* Sent so that it has arrived when the process ends. */
void
configure_and_exit(struct message *request)
{
	struct message reply = reply_to(request, own);

	(void)ipc_send(request->source, &reply);
	sys_exit(EXIT_NORMAL, 1, "", 0);
}

void
configure_blinking(struct message *request)
{
	configure_well(request);
	for (u32 blink = 1; blink <= BLINKS; blink++) {
		struct message notice = {.type = NET_LINK};

		*MESSAGE_BODY(&notice, struct net_link_state) =
			(struct net_link_state){.is_up = blink == BLINKS || blink % 2, .mbit = blink};
		(void)ipc_send(request->source, &notice);
	}
	tell("inettest: the link has blinked %u times\n", BLINKS);
}
