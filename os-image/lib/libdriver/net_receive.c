/*
 * Frames on their way in: regions of the client, filled in the order in which they came,
 * each with as many frames as there are when its turn comes.
 */
#include <errno.h>
#include <libsys/event_loop.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>

#include "net_internal.h"

struct region {
	endpoint_t client;
	u32 id;
	grant_id_t grant;
	u32 length;
};

/* The first `region_count` from `first` on, around the end. */
static struct region regions[NET_RECEIVES_MAX];
static u32 first;
static u32 region_count;

_Static_assert(NET_RECEIVE_MIN >= NET_RECEIVE_TABLE + ETHERNET_MAX, "each region has room for a frame");
_Static_assert(NET_PIECES_MAX + 1 <= SAFECOPY_MAX_PARTS, "one kernel call copies the table and all pieces");

/* ---- batches ---- */

/* Bytes between a batch's last piece and a frame that can become part of it; -1: it can't. */
static s32
gap_before(const struct net_batch *batch, const u8 *start)
{
	const struct net_piece *last;
	const u8 *end;

	if (batch->piece_count == 0)
		return -1;
	last = &batch->pieces[batch->piece_count - 1];
	end = last->start + last->length;
	return start >= end && (u32)(start - end) <= NET_PIECE_GAP_MAX ? (s32)(start - end) : -1;
}

/* Where in the region the frame would lie. */
static u32
offset_of(const struct net_batch *batch, s32 gap)
{
	return gap >= 0 ? batch->used + (u32)gap : ROUND_UP(batch->used, NET_FRAME_ALIGN);
}

int
net_batch_takes(const struct net_batch *batch, const u8 *start, u32 length)
{
	s32 gap = gap_before(batch, start);

	return batch->count < NET_RECEIVE_FRAMES &&
	       (gap >= 0 || batch->piece_count < NET_PIECES_MAX) &&
	       offset_of(batch, gap) + length <= batch->length;
}

int
net_batch_add(struct net_batch *batch, const u8 *start, u32 length)
{
	s32 gap = gap_before(batch, start);
	u32 offset = offset_of(batch, gap);

	ASSERT(length >= ETHERNET_HEADER && length <= ETHERNET_MAX);
	ASSERT((u32)start % NET_FRAME_ALIGN == 0);
	if (!net_batch_takes(batch, start, length))
		return 0;
	if (gap >= 0)
		batch->pieces[batch->piece_count - 1].length += (u32)gap + length;
	else
		batch->pieces[batch->piece_count++] = (struct net_piece){start, length};
	batch->frames[batch->count++] = (struct net_frame){
		.offset_words = (u16)(offset / NET_FRAME_ALIGN),
		.length = (u16)length,
	};
	batch->used = offset + length;
	return 1;
}

/* ---- regions ---- */

static struct region *
oldest(void)
{
	return &regions[first];
}

static void
remove_oldest(void)
{
	first = (first + 1) % NET_RECEIVES_MAX;
	region_count--;
}

s32
net_receive_keep(const struct message *request)
{
	const struct net_receive *receive = MESSAGE_BODY(request, const struct net_receive);

	if (receive->length < NET_RECEIVE_MIN || receive->length > NET_REGION_MAX)
		return -EINVAL;
	if (region_count == NET_RECEIVES_MAX)
		return -EAGAIN;
	regions[(first + region_count++) % NET_RECEIVES_MAX] = (struct region){
		.client = request->source,
		.id = receive->head.id,
		.grant = receive->grant,
		.length = receive->length,
	};
	return 0;
}

/* Ends the oldest region's request: with a number of frames, or an error. */
static void
answer(s32 status)
{
	const struct region *region = oldest();
	struct message message = {.type = NET_RECEIVE | REPLY_BIT};
	struct reply_head *reply = MESSAGE_BODY(&message, struct reply_head);

	reply->id = region->id;
	reply->status = status;
	(void)event_reply(region->client, &message);
	remove_oldest();
}

static struct safecopy_part
part_to(const struct region *region, u32 offset, const void *start, u32 length)
{
	return (struct safecopy_part){
		.granter = region->client,
		.grant = region->grant,
		.offset = offset,
		.address = (u32)start,
		.length = length,
		.to_granter = 1,
	};
}

/* The table, then the frames. */
static s32
copy(const struct region *region, const struct net_batch *batch)
{
	struct safecopy_part parts[NET_PIECES_MAX + 1];
	u32 offset = NET_RECEIVE_TABLE;
	u32 index;

	parts[0] = part_to(region, 0, batch->frames, batch->count * (u32)sizeof(batch->frames[0]));
	for (index = 0; index < batch->piece_count; index++) {
		const struct net_piece *piece = &batch->pieces[index];

		parts[index + 1] = part_to(region, offset, piece->start, piece->length);
		offset = ROUND_UP(offset + piece->length, NET_FRAME_ALIGN);
	}
	return sys_safecopy_vector(parts, batch->piece_count + 1);
}

static void
count_frames(const struct net_batch *batch)
{
	u32 index;

	net_card_counters.received_frames += batch->count;
	for (index = 0; index < batch->count; index++)
		net_card_counters.received_bytes += batch->frames[index].length;
}

/* A region that can't be written costs no frame: the next one gets what was meant for it. */
void
net_receive_deliver(void)
{
	while (region_count > 0) {
		struct net_batch batch;
		s32 error;

		batch.length = oldest()->length;
		batch.used = NET_RECEIVE_TABLE;
		batch.count = batch.piece_count = 0;
		net_driver->receive(&batch);
		if (batch.count == 0)
			return;
		error = copy(oldest(), &batch);
		if (error < 0) {
			answer(error);
			continue;
		}
		net_driver->release();
		count_frames(&batch);
		answer((s32)batch.count);
	}
}

int
net_receive_is_watching(void)
{
	return region_count > 0;
}

void
net_receive_cut(s32 error)
{
	while (region_count > 0)
		answer(error);
}

void
net_receive_forget(void)
{
	region_count = 0;
}
