/*
 * Frames on their way out: requests in the order in which they came, each with frames that
 * have ended, then frames that the card has, then frames that wait. The card ends its
 * frames in the order in which it got them, so the next one to end is always the first
 * of these in the queue.
 */
#include <errno.h>
#include <libsys/event_loop.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <string.h>

#include "net_internal.h"

struct sending {
	endpoint_t client; /* EP_NONE: gone, nobody waits for the answer */
	u32 id;
	grant_id_t grant;
	u32 count; /* frames; once it was cut, those that the card got */
	u32 given; /* to the card */
	u32 ended;
	s32 error; /* the answer when no frame has ended */
	struct net_frame frames[NET_SEND_FRAMES];
};
_Static_assert(NET_SEND_FRAMES <= SAFECOPY_MAX_PARTS, "one kernel call copies a request's frames");

/* The first `sending_count` from `first` on, around the end. */
static struct sending queue[NET_SENDS_MAX];
static u32 first;
static u32 sending_count;

static struct sending *
at(u32 index)
{
	return &queue[(first + index) % NET_SENDS_MAX];
}

static int
frames_make_sense(const struct net_send *send)
{
	u32 index;

	if (send->count == 0 || send->count > NET_SEND_FRAMES)
		return 0;
	for (index = 0; index < send->count; index++)
		if (send->frames[index].length < ETHERNET_HEADER ||
		    send->frames[index].length > ETHERNET_MAX)
			return 0;
	return 1;
}

s32
net_send_keep(const struct message *request)
{
	const struct net_send *send = MESSAGE_BODY(request, const struct net_send);
	struct sending *sending;

	if (!frames_make_sense(send))
		return -EINVAL;
	if (sending_count == NET_SENDS_MAX)
		return -EAGAIN;
	sending = at(sending_count++);
	*sending = (struct sending){
		.client = request->source,
		.id = send->head.id,
		.grant = send->grant,
		.count = send->count,
	};
	memcpy(sending->frames, send->frames, send->count * sizeof(send->frames[0]));
	return 0;
}

static void
answer(const struct sending *sending)
{
	struct message reply = {.type = NET_SEND | REPLY_BIT};

	if (sending->client == EP_NONE)
		return;
	*MESSAGE_BODY(&reply, struct reply_head) = (struct reply_head){
		.id = sending->id,
		.status = sending->ended > 0 ? (s32)sending->ended : sending->error,
	};
	(void)event_reply(sending->client, &reply);
}

/* Answers the oldest requests, as far as they are over. */
static void
settle(void)
{
	while (sending_count > 0 && at(0)->ended == at(0)->count) {
		answer(at(0));
		first = (first + 1) % NET_SENDS_MAX;
		sending_count--;
	}
}

static void
cut(struct sending *sending, s32 error)
{
	sending->count = sending->given;
	sending->error = error;
}

/* The oldest request with frames that wait, or NULL. */
static struct sending *
next_to_give(void)
{
	u32 index;

	for (index = 0; index < sending_count; index++)
		if (at(index)->given < at(index)->count)
			return at(index);
	return NULL;
}

/* Copies the next `count` frames of a request into the card's buffers. */
static s32
fetch(const struct sending *sending, u32 count)
{
	struct safecopy_part parts[NET_SEND_FRAMES];
	u32 index;

	for (index = 0; index < count; index++) {
		const struct net_frame *frame = &sending->frames[sending->given + index];

		parts[index] = (struct safecopy_part){
			.granter = sending->client,
			.grant = sending->grant,
			.offset = frame->offset_words * NET_FRAME_ALIGN,
			.address = (u32)net_driver->send_buffer(index),
			.length = frame->length,
		};
	}
	return sys_safecopy_vector(parts, count);
}

/* What pads a frame must not be what was in the buffer before. */
static void
give(struct sending *sending)
{
	u32 length = sending->frames[sending->given].length;

	if (length < ETHERNET_MIN) {
		u8 *buffer = net_driver->send_buffer(0);

		memset(buffer + length, 0, ETHERNET_MIN - length);
		length = ETHERNET_MIN;
	}
	sending->given++;
	net_driver->send(length);
}

int
net_send_fill(void)
{
	u32 room = net_driver->send_room();
	struct sending *sending;
	int any = 0;

	while (room > 0 && (sending = next_to_give()) != NULL) {
		u32 waiting = sending->count - sending->given;
		u32 count = waiting < room ? waiting : room;
		s32 error = fetch(sending, count);

		if (error < 0) {
			cut(sending, error);
			settle();
			continue;
		}
		any = 1;
		for (room -= count; count > 0; count--)
			give(sending);
	}
	return any;
}

void
net_frame_sent(int is_sent)
{
	u32 index = 0;
	struct sending *sending;

	while (index < sending_count && at(index)->ended == at(index)->given)
		index++;
	ASSERT(index < sending_count);
	sending = at(index);
	if (is_sent) {
		net_card_counters.sent_frames++;
		net_card_counters.sent_bytes += sending->frames[sending->ended].length;
	} else {
		net_card_counters.send_errors++;
	}
	sending->ended++;
	settle();
}

void
net_sends_lost(void)
{
	while (net_send_is_watching())
		net_frame_sent(0);
}

int
net_send_is_pending(void)
{
	return sending_count > 0;
}

int
net_send_is_watching(void)
{
	u32 index;

	for (index = 0; index < sending_count; index++)
		if (at(index)->ended < at(index)->given)
			return 1;
	return 0;
}

void
net_send_cut(s32 error)
{
	u32 index;

	for (index = 0; index < sending_count; index++)
		if (at(index)->given < at(index)->count)
			cut(at(index), error);
	settle();
}

void
net_send_forget(void)
{
	u32 index;

	for (index = 0; index < sending_count; index++)
		at(index)->client = EP_NONE;
	net_send_cut(0);
}
