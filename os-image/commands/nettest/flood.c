/* Frames in bursts, both ways. */
#include <libsys/kcall.h>
#include <libsys/panic.h>

#include "nettest.h"

#define PINGS 1000u
#define HELD BURST_DEFAULT /* frames; they wait in the card */
#define HELD_US 50000u /* the other end has answered by then, usually */
#define HOLD_TRIES 10u
#define LENGTH_STEP 211u /* no divisor in common with the number of lengths */
#define LENGTHS (ETHERNET_MAX - PING_MIN + 1u)

u32 burst = BURST_DEFAULT;

static u32 pings_sent;
static u32 pings_answered;
static u32 messages; /* that brought frames */

static int
is_next_ping(const u8 *answer, u32 length)
{
	s32 sequence = frame_ping_reply(answer, length);

	if (sequence >= 0)
		must("the next ping in order", sequence, (s32)pings_answered++);
	return sequence >= 0;
}

/* Sends up to `count` pings in one request. */
static void
send_some(u32 place, u32 count)
{
	static u8 pings[NET_SEND_FRAMES][ETHERNET_MAX];
	const u8 *frames[NET_SEND_FRAMES];
	u32 lengths[NET_SEND_FRAMES];
	u32 index;

	for (index = 0; index < count && index < NET_SEND_FRAMES; index++) {
		u32 length = PING_MIN + pings_sent * LENGTH_STEP % LENGTHS;

		frames[index] = pings[index];
		lengths[index] = frame_ping(pings[index], pings_sent++, length);
	}
	client_send(place, frames, lengths, index);
}

static void
send_burst(void)
{
	u32 end = pings_sent + burst < PINGS ? pings_sent + burst : PINGS;
	u32 place;

	for (place = 0; place < SENDS && pings_sent < end; place++)
		send_some(place, end - pings_sent);
}

static int
all_is_sent(void)
{
	u32 place;

	for (place = 0; place < SENDS; place++)
		if (!client_may_send(place))
			return 0;
	return 1;
}

static void
receive(void)
{
	struct message reply;

	if (!client_receive(&reply, sys_uptime_us() + PATIENCE_US))
		panic("%u pings were sent, %u answered", pings_sent, pings_answered);
	if (reply.type != (NET_RECEIVE | REPLY_BIT))
		return;
	messages++;
	(void)traffic_look(&reply, is_next_ping);
	traffic_repost(&reply);
}

static u64
switches(void)
{
	struct kusage usage;

	must("usage", sys_info(KINFO_USAGE, &usage, sizeof(usage), 0) > 0, 1);
	return usage.context_switches;
}

void
flood_role(void)
{
	struct net_counters counters;
	u64 switches_before;
	u32 interrupts_before;

	traffic_begin();
	interrupts_before = client_statistics().interrupts;
	switches_before = switches();
	while (pings_answered < PINGS || !all_is_sent()) {
		if (pings_answered == pings_sent && all_is_sent())
			send_burst();
		receive();
	}
	switches_before = switches() - switches_before;
	counters = client_statistics();
	must("all received are counted", counters.received_frames >= PINGS, 1);
	must("all sent are counted", counters.sent_frames >= PINGS, 1);
	must("times the card was set up afresh", (s32)counters.ring_resets, 0);
	pass("%u frames, %u messages, %u switches, %u interrupts", PINGS, messages,
	     (u32)switches_before, counters.interrupts - interrupts_before);
}

/* ---- frames that come while no region is there ---- */

/* Takes one reply to a region, which is not posted again. How many frames it brought. */
static u32
use_region(void)
{
	struct message reply;

	do {
		if (!client_receive(&reply, sys_uptime_us() + PATIENCE_US))
			panic("no frame comes for a region");
	} while (reply.type != (NET_RECEIVE | REPLY_BIT));
	return traffic_look(&reply, is_next_ping);
}

/* How many of a burst come by the first region that is posted when they have all arrived. */
static u32
hold_burst(void)
{
	u32 first;

	send_some(0, HELD);
	client_pause(HELD_US);
	client_post_region(0);
	first = use_region();
	while (pings_answered < pings_sent) {
		client_post_region(0);
		(void)use_region();
	}
	return first;
}

/* The other end may be slow for once, so that one burst of several has to come as a whole. */
void
hold_role(void)
{
	u32 index;

	traffic_begin();
	for (index = 0; index < REGIONS; index++) {
		send_some(index, 1);
		(void)use_region();
	}
	for (index = 0; index < HOLD_TRIES; index++)
		if (hold_burst() == HELD)
			return;
	panic("%u frames never come together", HELD);
}
