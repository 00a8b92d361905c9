/* Answers to NET_SEND. See inettest.h. */
#include "inettest.h"

#include <libsys/kcall.h>
#include <libsys/timer.h>
#include <string.h>

#define HOLD_US 500000u /* so long frames gather, so that there are several in a request */

void
send_well(struct message *request)
{
	answer(request, (s32)MESSAGE_BODY(request, const struct net_send)->count);
}

void
send_too_many(struct message *request)
{
	answer(request, (s32)MESSAGE_BODY(request, const struct net_send)->count + 1);
}

/* ---- in part ---- */

static struct message held[NET_SENDS_MAX];
static u32 held_count;
static u8 left[ETHERNET_MAX]; /* the first frame that was not answered for */
static u32 left_length;       /* 0: there is none yet */
static u32 has_come_again;

/* 0 when it can't be had. */
static u32
fetch(const struct message *request, u32 index, u8 frame[ETHERNET_MAX])
{
	const struct net_send *send = MESSAGE_BODY(request, const struct net_send);
	u32 length = send->frames[index].length;

	if (length > ETHERNET_MAX ||
	    sys_safecopy_from(request->source, send->grant,
			      send->frames[index].offset_words * NET_FRAME_ALIGN, frame, length) < 0)
		return 0;
	return length;
}

static void
look_for_the_rest(const struct message *request)
{
	for (u32 index = 0; index < MESSAGE_BODY(request, const struct net_send)->count; index++) {
		u8 frame[ETHERNET_MAX];

		if (fetch(request, index, frame) != left_length ||
		    memcmp(frame, left, left_length) != 0)
			continue;
		has_come_again = 1;
		tell("inettest: what was not sent has come again\n");
	}
}

static void
send_one_of_several(const struct message *request)
{
	u32 count = MESSAGE_BODY(request, const struct net_send)->count;

	if (left_length > 0 && !has_come_again)
		look_for_the_rest(request);
	if (left_length == 0 && count > 1) {
		left_length = fetch(request, 1, left);
		count = 1;
	}
	answer(request, (s32)count);
}

static void
release(struct timer *timer)
{
	(void)timer;
	for (u32 index = 0; index < held_count; index++)
		send_one_of_several(&held[index]);
	held_count = 0;
}

void
send_in_part(struct message *request)
{
	static struct timer timer = {.fire = release};

	held[held_count++] = *request; /* INET has no more than NET_SENDS_MAX under way */
	if (timer.place == 0)
		(void)timer_arm(&timer, sys_uptime_us() + HOLD_US);
}
