/* Frames on their way to the driver. See link.h. */
#include "link.h"

#include "inet.h"

#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/request.h>
#include <proto/rs.h>
#include <stdio.h>

/*
 * A card that does not get rid of a frame within this has stopped sending. A driver that hangs
 * has missed its heartbeats by then, and one that never sends is found before its silence is.
 */
#define SEND_DEADLINE_US (3500u * 1000u)
/* A frame that two drivers had when they crashed is not given to a third. */
#define FRAME_DEATHS_MAX 2u

_Static_assert(LINK_SLOT_BYTES >= ETHERNET_MAX && LINK_SLOT_BYTES % NET_FRAME_ALIGN == 0,
	       "a frame fits a slot");
_Static_assert(LINK_SLOTS * LINK_SLOT_BYTES <= NET_REGION_MAX, "a frame can be named");

static u32
place_of(u32 number)
{
	return number % LINK_SLOTS;
}

/* ---- from the stack ---- */

static u8 *
claim(void *context, u32 length)
{
	struct link *link = context;

	ASSERT(length <= LINK_SLOT_BYTES);
	if (link->end - link->first < LINK_SLOTS)
		return link->slots + place_of(link->end) * LINK_SLOT_BYTES;
	link->was_full = 1;
	return NULL;
}

static void
send(void *context, u8 *frame, u32 length)
{
	struct link *link = context;
	u32 place = place_of(link->end);

	(void)frame;
	link->lengths[place] = (u16)length;
	link->is_done[place] = 0;
	link->deaths[place] = 0;
	link->end++;
}

const struct net_link link_operations = {.claim = claim, .send = send};

/* ---- to the driver ---- */

static void
free_slots(struct link *link)
{
	while (link->first != link->unsent && link->is_done[place_of(link->first)]) {
		if (link->lost == link->first)
			link->lost++;
		link->first++;
	}
	if (!link->was_full || link->end - link->first == LINK_SLOTS)
		return;
	link->was_full = 0;
	net_link_ready(link->interface);
}

/* The first `count` frames of a request are done with; the others stay its own. */
static void
end_frames(struct link_send *send, u32 count)
{
	for (u32 index = 0; index < count; index++)
		send->link->is_done[place_of(send->first + index)] = 1;
	send->first += count;
	send->count -= count;
	free_slots(send->link);
}

static s32 post(struct link_send *send);

/*
 * Takes an answer whose own status is that. A driver that is about to be replaced answers
 * for the frames that the card had already, and is sent the rest again, which it gives back.
 */
static void
take_answer(struct link_send *send, s32 status)
{
	struct link *link = send->link;

	if (status < 1 || status > (s32)send->count) {
		link_breach(link, COMPLAINT_STATUS, "has sent what it was not given, or nothing");
		end_frames(send, send->count);
		return;
	}
	end_frames(send, (u32)status);
	if (send->count == 0)
		return;
	status = post(send);
	if (status == -EDEADEP)
		recovery_link_lost(link, status);
	else if (status < 0)
		end_frames(send, send->count);
}

static void
sent(u32 id, s32 status, const struct message *reply, void *context)
{
	struct link_send *send = context;
	struct link *link = send->link;

	(void)id;
	send->id = 0;
	if (link->driver == EP_NONE)
		return; /* the link is being detached, which sees to the frames */
	inet_begin();
	if (status == 0 && MESSAGE_BODY(reply, const struct reply_head)->status == -EMOVED)
		status = -EMOVED;
	if (status == -EDEADEP || status == -EMOVED)
		recovery_link_lost(link, status);
	else if (status == 0)
		take_answer(send, MESSAGE_BODY(reply, const struct reply_head)->status);
	else /* it missed its deadline, was complained about, and is not worth sending any more */
		end_frames(send, send->count);
	inet_settle();
}

/* Gives the driver the frames that the request has. 0 or an error. */
static s32
post(struct link_send *send)
{
	struct link *link = send->link;
	struct message m = {.type = NET_SEND};
	struct net_send *request = MESSAGE_BODY(&m, struct net_send);
	s32 id;

	request->grant = link->grant;
	request->count = send->count;
	for (u32 index = 0; index < send->count; index++) {
		u32 place = place_of(send->first + index);

		request->frames[index] = (struct net_frame){
			.offset_words = (u16)(place * LINK_SLOT_BYTES / NET_FRAME_ALIGN),
			.length = link->lengths[place],
		};
	}
	id = request_start(link->driver, &m, sys_uptime_us() + SEND_DEADLINE_US, REQUEST_COMPLAIN,
			   sent, send);
	if (id < 0)
		return id;
	send->id = (u32)id;
	return 0;
}

static struct link_send *
unused_send(struct link *link)
{
	for (u32 index = 0; index < LINK_SENDS; index++)
		if (link->sends[index].id == 0)
			return &link->sends[index];
	return NULL;
}

/* The next frames in a row that are not done with; 0: there are none. */
static u32
take_frames(struct link *link, struct link_send *send)
{
	u32 number = link->unsent;

	while (number != link->end && link->is_done[place_of(number)])
		number++;
	send->first = number;
	while (number != link->end && !link->is_done[place_of(number)] &&
	       number - send->first < NET_SEND_FRAMES)
		number++;
	send->count = number - send->first;
	link->unsent = number;
	return send->count;
}

/* Frames that were given up in between make room without anyone's answer. */
void
link_send_flush(struct link *link)
{
	struct link_send *send;

	while (link->state == LINK_UP && link->unsent != link->end &&
	       (send = unused_send(link)) != NULL) {
		s32 error;

		if (take_frames(link, send) == 0) {
			free_slots(link);
			continue;
		}
		error = post(send);
		if (error == -EDEADEP) {
			recovery_link_lost(link, error);
		} else if (error < 0) {
			link->unsent = send->first;
			break; /* requests are short for a moment: the next thing that happens tries again */
		}
	}
}

void
link_send_start(struct link *link)
{
	link->grant = grant_direct(link->driver, link->slots, LINK_SLOTS * LINK_SLOT_BYTES, GRANT_READ);
	if (link->grant < 0)
		panic("inet: no grant for the frames to %s: error %d", link->label, -link->grant);
}

/* All that the driver has and has not answered waits to be sent again. */
void
link_send_detach(struct link *link)
{
	link->lost = link->unsent;
	link->unsent = link->first;
	if (link->grant >= 0)
		(void)grant_revoke(link->grant);
	link->grant = GRANT_INVALID;
}

void
link_send_blame(struct link *link)
{
	u32 number;

	for (number = link->first; number != link->lost; number++) {
		u32 place = place_of(number);

		if (link->is_done[place] || ++link->deaths[place] < FRAME_DEATHS_MAX)
			continue;
		link->is_done[place] = 1;
		printf("inet: a frame of %u bytes was there when %s crashed, twice: it is dropped\n",
		       link->lengths[place], link->label);
	}
}
