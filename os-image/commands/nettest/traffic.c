/* Frames to the other end of the cable and back. */
#include <errno.h>
#include <libsys/grant.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>

#include "nettest.h"

#define ASK_AGAIN_US 500000u
#define TRIES 10u

static u8 frame[ETHERNET_MAX];

static const u8 *
received(u32 region, const struct net_frame *place)
{
	u32 offset = place->offset_words * NET_FRAME_ALIGN;

	if (place->length < ETHERNET_HEADER || place->length > ETHERNET_MAX ||
	    offset + place->length > REGION_BYTES)
		panic("a frame of %u bytes at %u of a region", place->length, offset);
	return regions[region] + offset;
}

u32
traffic_look(const struct message *message, frame_check *is_it)
{
	const struct reply_head *reply = MESSAGE_BODY(message, const struct reply_head);
	u32 region = reply->id - ID_RECEIVE;
	u32 found = 0;
	s32 index;

	if (region >= REGIONS || reply->status <= 0 || reply->status > (s32)NET_RECEIVE_FRAMES)
		panic("the reply to region %u is %d", region, (int)reply->status);
	for (index = 0; index < reply->status; index++) {
		const struct net_frame *place =
			(const struct net_frame *)(const void *)regions[region] + index;

		found += is_it(received(region, place), place->length) != 0;
	}
	return found;
}

void
traffic_repost(const struct message *reply)
{
	client_post_region(MESSAGE_BODY(reply, const struct reply_head)->id - ID_RECEIVE);
}

/* Sends a frame until a frame comes that `is_it` takes. */
static void
ask_network(u32 length, frame_check *is_it, const char *what)
{
	u32 try;

	for (try = 0; try < TRIES; try++) {
		u64 deadline_us = sys_uptime_us() + ASK_AGAIN_US;
		const u8 *frames[] = {frame};
		struct message reply;
		u32 found;

		if (client_may_send(0))
			client_send(0, frames, &length, 1);
		while (client_receive(&reply, deadline_us)) {
			if (reply.type != (NET_RECEIVE | REPLY_BIT))
				continue;
			found = traffic_look(&reply, is_it);
			traffic_repost(&reply);
			if (found > 0)
				return;
		}
	}
	panic("%s: nobody answers", what);
}

void
traffic_begin(void)
{
	u32 index;

	must("configuring", client_configure(NET_MODE_BROADCAST), 0);
	for (index = 0; index < REGIONS; index++)
		client_post_region(index);
	ask_network(frame_dhcp_discover(frame), frame_is_dhcp_offer, "DHCP");
	ask_network(frame_arp_request(frame), frame_is_arp_reply, "ARP");
}

void
dhcp_role(void)
{
	traffic_begin();
	pass("%02x:%02x:%02x:%02x:%02x:%02x may be %u.%u.%u.%u, link %u Mbit/s",
	     station.address[0], station.address[1], station.address[2], station.address[3],
	     station.address[4], station.address[5], network.own[0], network.own[1],
	     network.own[2], network.own[3], station.link_is_up ? station.link_mbit : 0);
}

static u32 awaited;

static int
is_awaited(const u8 *answer, u32 length)
{
	return frame_ping_reply(answer, length) == (s32)awaited;
}

void
traffic_ping(u32 sequence)
{
	awaited = sequence;
	ask_network(frame_ping(frame, sequence, ETHERNET_MAX), is_awaited, "ping");
}

/* The first two regions that wait can't be written: the third gets the frame. */
void
region_role(void)
{
	static const u32 bad[] = {0, 1};
	struct message message = {.type = NET_RECEIVE}, reply;
	const u8 *frames[] = {frame};
	u32 length, index;

	must("configuring", client_configure(NET_MODE_BROADCAST), 0);
	for (index = 0; index < ARRAY_LEN(bad); index++) {
		*MESSAGE_BODY(&message, struct net_receive) = (struct net_receive){
			.head.id = ID_RECEIVE + bad[index],
			.grant = GRANT_INVALID,
			.length = REGION_BYTES,
		};
		must("posting a bad region", ipc_send(client_driver(), &message), 0);
	}
	client_post_region(ARRAY_LEN(bad));
	length = frame_dhcp_discover(frame);
	client_send(0, frames, &length, 1);
	for (index = 0; index <= ARRAY_LEN(bad); index++) {
		const struct reply_head *head = MESSAGE_BODY(&reply, const struct reply_head);

		do {
			if (!client_receive(&reply, sys_uptime_us() + PATIENCE_US))
				panic("no answer to region %u", index);
		} while (reply.type != (NET_RECEIVE | REPLY_BIT));
		must("order of regions", (s32)head->id, (s32)(ID_RECEIVE + index));
		must("answer to a region", head->status < 0 ? head->status : 0,
		     index < ARRAY_LEN(bad) ? -EBADGRANT : 0);
	}
	must("the frame", (s32)traffic_look(&reply, frame_is_dhcp_offer), 1);
}
