/* A client of the driver, with one thing under way at a time. See nettest.h. */
#include <errno.h>
#include <libsys/grant.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <string.h>

#include "nettest.h"

#define LOOK_AGAIN_US 1000u
#define SEND_SLOT_BYTES ROUND_UP(ETHERNET_MAX, NET_FRAME_ALIGN)

const char *driver_label = DRIVER_DEFAULT;
struct net_configure_reply station;
u8 regions[REGIONS][REGION_BYTES];

static endpoint_t driver;
static u8 outgoing[SENDS][NET_SEND_FRAMES][SEND_SLOT_BYTES];
static grant_id_t region_grants[REGIONS];
static grant_id_t send_grants[SENDS];
static int is_sending[SENDS];

endpoint_t
client_driver(void)
{
	return driver;
}

static void
set_alarm(u64 at_us)
{
	must("setting the alarm", sys_alarm(at_us), 0);
}

/* Waits for a while; messages that come are nothing that matters. */
static void
pause(void)
{
	struct message message;

	set_alarm(sys_uptime_us() + LOOK_AGAIN_US);
	do {
		must("waiting", ipc_receive(EP_ANY, &message), 0);
	} while (message.source != EP_CLOCK);
}

static grant_id_t
grant(const void *memory, u32 length, u32 access)
{
	grant_id_t id = grant_direct(driver, memory, length, access);

	if (id < 0)
		panic("no grant: error %d", (int)-id);
	return id;
}

/* Nothing of what the instance before had is its successor's. */
static void
grant_all(void)
{
	static int has_granted;
	u32 index;

	for (index = 0; index < REGIONS; index++) {
		if (has_granted) {
			must("taking a region back", grant_revoke(region_grants[index]), 0);
			must("taking frames back", grant_revoke(send_grants[index]), 0);
		}
		region_grants[index] = grant(regions[index], REGION_BYTES, GRANT_WRITE);
		send_grants[index] = grant(outgoing[index], sizeof(outgoing[index]), GRANT_READ);
		is_sending[index] = 0;
	}
	has_granted = 1;
}
_Static_assert(REGIONS == SENDS, "they are granted in one loop");

void
client_find_driver(endpoint_t old)
{
	u64 deadline_us = sys_uptime_us() + PATIENCE_US;

	for (;;) {
		driver = sys_lookup(driver_label);
		if (driver >= 0 && driver != old)
			break;
		if (sys_uptime_us() > deadline_us)
			panic("%s does not come back: error %d", driver_label, (int)-driver);
		pause();
	}
	grant_all();
}

s32
client_ask(struct message *message)
{
	u32 type = message->type;

	MESSAGE_BODY(message, struct request_head)->id = REQUEST_ID_NONE;
	must("asking", ipc_sendrec(driver, message), 0);
	must("type of the reply", (s32)message->type, (s32)(type | REPLY_BIT));
	return MESSAGE_BODY(message, const struct reply_head)->status;
}

s32
client_configure(u16 mode)
{
	struct message message = {.type = NET_CONFIGURE};
	s32 status;

	MESSAGE_BODY(&message, struct net_configure)->mode = mode;
	status = client_ask(&message);
	station = *MESSAGE_BODY(&message, const struct net_configure_reply);
	return status;
}

struct net_counters
client_statistics(void)
{
	static struct net_counters counters;
	struct message message = {.type = NET_STATISTICS};
	grant_id_t id = grant(&counters, sizeof(counters), GRANT_WRITE);

	MESSAGE_BODY(&message, struct net_read_counters)->grant = id;
	must("statistics", client_ask(&message), 0);
	must("taking the grant back", grant_revoke(id), 0);
	return counters;
}

void
client_post_region(u32 index)
{
	struct message message = {.type = NET_RECEIVE};

	*MESSAGE_BODY(&message, struct net_receive) = (struct net_receive){
		.head.id = ID_RECEIVE + index,
		.grant = region_grants[index],
		.length = REGION_BYTES,
	};
	must("posting a region", ipc_send(driver, &message), 0);
}

int
client_may_send(u32 index)
{
	return !is_sending[index];
}

void
client_send(u32 index, const u8 *const frames[], const u32 lengths[], u32 count)
{
	struct message message = {.type = NET_SEND};
	struct net_send *send = MESSAGE_BODY(&message, struct net_send);
	u32 frame;

	send->head.id = ID_SEND + index;
	send->grant = send_grants[index];
	send->count = count;
	for (frame = 0; frame < count; frame++) {
		memcpy(outgoing[index][frame], frames[frame], lengths[frame]);
		send->frames[frame] = (struct net_frame){
			.offset_words = (u16)(frame * SEND_SLOT_BYTES / NET_FRAME_ALIGN),
			.length = (u16)lengths[frame],
		};
	}
	is_sending[index] = 1;
	must("sending", ipc_send(driver, &message), 0);
}

static void
note_sent(const struct message *reply)
{
	u32 index = MESSAGE_BODY(reply, const struct reply_head)->id - ID_SEND;

	if (index >= SENDS || !is_sending[index])
		panic("a reply to nothing, id %u", index + ID_SEND);
	if (MESSAGE_BODY(reply, const struct reply_head)->status <= 0)
		panic("frames are not sent: %d",
		      (int)MESSAGE_BODY(reply, const struct reply_head)->status);
	is_sending[index] = 0;
}

void
client_pause(u32 us)
{
	u64 deadline_us = sys_uptime_us() + us;
	struct message reply;

	while (client_receive(&reply, deadline_us))
		if (reply.type != (NET_SEND | REPLY_BIT))
			panic("a reply of type 0x%x in a pause", reply.type);
}

int
client_receive(struct message *reply, u64 deadline_us)
{
	set_alarm(deadline_us);
	for (;;) {
		must("receiving", ipc_receive(EP_ANY, reply), 0);
		if (reply->source == EP_CLOCK && sys_uptime_us() >= deadline_us)
			return 0;
		if (reply->source != driver || !(reply->type & REPLY_BIT))
			continue;
		if (reply->type == (NET_SEND | REPLY_BIT))
			note_sent(reply);
		return 1;
	}
}
