/* Frames that the driver has received. See link.h. */
#include "link.h"

#include "inet.h"

#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/request.h>
#include <proto/rs.h>

_Static_assert(LINK_REGION_BYTES <= NET_REGION_MAX && LINK_REGION_BYTES >= NET_RECEIVE_MIN,
	       "a region is one that a driver takes");

static void received(u32 id, s32 status, const struct message *reply, void *context);

/*
 * The driver may write to a region from here until it has answered, and not while the
 * stack reads what is in it.
 */
static void
give_to_driver(struct link_region *region)
{
	struct link *link = region->link;
	struct message m = {.type = NET_RECEIVE};
	struct net_receive *receive = MESSAGE_BODY(&m, struct net_receive);
	s32 id;

	region->grant = grant_direct(link->driver, region->memory, LINK_REGION_BYTES, GRANT_WRITE);
	if (region->grant < 0)
		return;
	receive->grant = region->grant;
	receive->length = LINK_REGION_BYTES;
	id = request_start(link->driver, &m, TIMER_NEVER, 0, received, region);
	if (id > 0) {
		region->id = (u32)id;
		return;
	}
	(void)grant_revoke(region->grant);
	if (id == -EDEADEP)
		recovery_link_lost(link, id);
}

/* ---- what came ---- */

static int
is_within(const struct net_frame *frame)
{
	return frame->length >= ETHERNET_HEADER && frame->length <= ETHERNET_MAX &&
	       frame->offset_words * NET_FRAME_ALIGN + frame->length <= LINK_REGION_BYTES;
}

static const struct net_frame *
table_of(const struct link_region *region)
{
	return (const struct net_frame *)(const void *)region->memory;
}

static void
read_frames(struct link_region *region)
{
	struct link *link = region->link;
	u32 count = region->count;

	region->count = 0;
	for (u32 index = 0; index < count; index++) {
		const struct net_frame *frame = &table_of(region)[index];

		net_input(link->interface, region->memory + frame->offset_words * NET_FRAME_ALIGN,
			  frame->length);
	}
}

/* The driver fills regions in the order in which it was given them, and so they are read. */
static void
read_regions(struct link *link)
{
	struct link_region *region = &link->regions[link->next_region];

	while (region->count > 0) {
		read_frames(region);
		link->next_region = (link->next_region + 1) % LINK_REGIONS;
		if (link->state == LINK_UP)
			give_to_driver(region);
		region = &link->regions[link->next_region];
	}
}

/*
 * Whether the answer is one that the protocol knows; what the region names is kept for its
 * turn. The driver can't write to it any more, so what is checked here is what will be read.
 */
static int
take_answer(struct link_region *region, s32 status)
{
	if (status < 1 || status > (s32)NET_RECEIVE_FRAMES)
		return 0;
	for (s32 index = 0; index < status; index++)
		if (!is_within(&table_of(region)[index]))
			return 0;
	region->count = (u32)status;
	return 1;
}

/* A region whose answer makes no sense stays here until the driver has a successor. */
static void
received(u32 id, s32 status, const struct message *reply, void *context)
{
	struct link_region *region = context;
	struct link *link = region->link;
	s32 answer;

	(void)id;
	region->id = 0;
	(void)grant_revoke(region->grant);
	if (link->driver == EP_NONE)
		return; /* the link is being detached */
	inet_begin();
	answer = status == 0 ? MESSAGE_BODY(reply, const struct reply_head)->status : 0;
	if (answer == -EMOVED)
		status = -EMOVED;
	if (status == -EDEADEP || status == -EMOVED) {
		recovery_link_lost(link, status);
	} else if (status == 0 && take_answer(region, answer)) {
		link->failures = 0;
		read_regions(link);
	} else {
		link_breach(link, COMPLAINT_LENGTH, "has received frames where none can be");
	}
	inet_settle();
}

void
link_receive_start(struct link *link)
{
	link->next_region = 0;
	for (u32 index = 0; index < LINK_REGIONS && link->state == LINK_UP; index++)
		give_to_driver(&link->regions[index]);
}

/* What an earlier driver had received whole is not lost with it. */
void
link_receive_detach(struct link *link)
{
	for (u32 index = 0; index < LINK_REGIONS; index++) {
		struct link_region *region = &link->regions[(link->next_region + index) % LINK_REGIONS];

		if (region->count > 0)
			read_frames(region);
	}
}
