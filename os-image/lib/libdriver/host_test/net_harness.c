/* The network library with a card, a client and a kernel around it, played by the test. */
#include <errno.h>
#include <libdriver/driver.h>
#include <libdriver/net.h>
#include <libsys/kcall.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(#name)))

#define GRANTS 16u /* ids 0 to GRANTS - 1, each of GRANT_BYTES of the client's memory */
#define GRANT_BYTES 0x10000u
#define SEND_BUFFERS_MAX 8u
#define SEND_BUFFER_BYTES 2048u
#define RING_BYTES 0x10000u
#define RING_SLACK 2048u
#define RING_HEAD 4u
#define WAITING_MAX 4096u
#define SENT_MAX 0x4000u
#define REPLIES_MAX 0x4000u

static const struct driver_protocol *protocol;
static endpoint_t inet;

static u8 client_memory[GRANTS][GRANT_BYTES];
static u32 bad_grants; /* bit n: grant n was taken back */
static u32 copy_calls, copy_parts;

static struct message replies[REPLIES_MAX];
static endpoint_t reply_targets[REPLIES_MAX];
static u32 reply_count;
static struct net_link_state notices[REPLIES_MAX];
static u32 notice_count;
static int notices_fail;

/* ---- the kernel and the rest of the driver's library ---- */

void
driver_add_protocol(const struct driver_protocol *added)
{
	protocol = added;
}

int
driver_client_is(endpoint_t endpoint, const char *pattern)
{
	return endpoint == inet && strcmp(pattern, "inet") == 0;
}

_Noreturn void
panic(const char *format, ...)
{
	(void)format;
	__builtin_trap();
}

static s32
copy(const struct safecopy_part *part)
{
	if (part->granter != inet || (u32)part->grant >= GRANTS || bad_grants >> part->grant & 1 ||
	    part->offset > GRANT_BYTES || part->length > GRANT_BYTES - part->offset)
		return -EBADGRANT;
	copy_parts++;
	if (part->to_granter)
		memcpy(client_memory[part->grant] + part->offset, (const void *)part->address,
		       part->length);
	else
		memcpy((void *)part->address, client_memory[part->grant] + part->offset,
		       part->length);
	return 0;
}

int
sys_safecopy_vector(const struct safecopy_part *parts, u32 count)
{
	u32 index;

	copy_calls++;
	for (index = 0; index < count; index++) {
		s32 error = copy(&parts[index]);

		if (error < 0)
			return error;
	}
	return (int)count;
}

int
sys_safecopy_to(endpoint_t granter, grant_id_t grant, u32 offset, const void *from, u32 length)
{
	struct safecopy_part part = {granter, grant, offset, (u32)from, length, 1};

	copy_calls++;
	return copy(&part);
}

s32
event_reply(endpoint_t target, const struct message *reply)
{
	reply_targets[reply_count] = target;
	replies[reply_count++] = *reply;
	return 0;
}

s32
event_reply_status(const struct message *request, s32 status)
{
	struct message reply = {.type = request->type | REPLY_BIT};

	*MESSAGE_BODY(&reply, struct reply_head) = (struct reply_head){
		.id = MESSAGE_BODY(request, const struct request_head)->id,
		.status = status,
	};
	return event_reply(request->source, &reply);
}

s32
event_notice(endpoint_t target, const struct message *notice)
{
	if (notices_fail || target != inet)
		return -EAGAIN;
	notices[notice_count++] = *MESSAGE_BODY(notice, const struct net_link_state);
	return 0;
}

/* ---- the card ---- */

struct arrived {
	u8 *start;
	u32 length;
};

static u8 ring[RING_BYTES + RING_SLACK] __attribute__((aligned(NET_FRAME_ALIGN)));
static u32 ring_end; /* where the next frame is put */
static struct arrived waiting[WAITING_MAX];
static u32 waiting_first, waiting_count, handed_out;

static u8 send_buffers[SEND_BUFFERS_MAX][SEND_BUFFER_BYTES];
static u32 buffers; /* of them in use: how many frames the card takes */
static u32 send_next, in_card, over;
static int is_instant; /* frames are over as soon as they are sent */
static u8 sent_heads[SENT_MAX][ETHERNET_MIN];
static u16 sent_lengths[SENT_MAX];
static u32 sent_count;

static s32 configure_status;
static u32 watched;
static u32 watch_calls;

static s32
card_configure(const struct net_configure *wanted, struct net_station *station)
{
	(void)wanted;
	memset(station->address, 0x52, ETHERNET_ADDRESS);
	net_link(1, 100);
	return configure_status;
}

static u32
card_send_room(void)
{
	return buffers - in_card;
}

static void *
card_send_buffer(u32 ahead)
{
	return send_buffers[(send_next + ahead) % buffers];
}

static void
card_send(u32 length)
{
	if (in_card == buffers || length < ETHERNET_MIN)
		__builtin_trap();
	memcpy(sent_heads[sent_count], send_buffers[send_next], ETHERNET_MIN);
	sent_lengths[sent_count++] = (u16)length;
	send_next = (send_next + 1) % buffers;
	in_card++;
	over += is_instant != 0;
}

static void
card_reap(void)
{
	while (over > 0) {
		over--;
		in_card--;
		net_sent(1);
	}
}

static void
card_receive(struct net_batch *batch)
{
	for (handed_out = 0; handed_out < waiting_count; handed_out++) {
		const struct arrived *frame = &waiting[(waiting_first + handed_out) % WAITING_MAX];
		int takes = net_batch_takes(batch, frame->start, frame->length);

		if (takes != net_batch_add(batch, frame->start, frame->length))
			__builtin_trap();
		if (!takes)
			return;
	}
}

static void
card_release(void)
{
	waiting_first = (waiting_first + handed_out) % WAITING_MAX;
	waiting_count -= handed_out;
	handed_out = 0;
}

static void
card_watch(u32 what)
{
	watched = what;
	watch_calls++;
}

static const struct net_driver driver = {
	.configure = card_configure,
	.send_room = card_send_room,
	.send_buffer = card_send_buffer,
	.send = card_send,
	.reap = card_reap,
	.receive = card_receive,
	.release = card_release,
	.watch = card_watch,
};

/* ---- for the test ---- */

EXPORT(start) void
start(u32 card_buffers, u32 instant)
{
	buffers = card_buffers;
	is_instant = instant != 0;
	net_serve(&driver);
}

EXPORT(set_inet) void
set_inet(endpoint_t endpoint)
{
	inet = endpoint;
}

EXPORT(set_configure_status) void
set_configure_status(s32 status)
{
	configure_status = status;
}

/* The message that the next request brings; its body is the test's to fill. */
static struct message request;

EXPORT(request_body) u8 *
request_body(void)
{
	return request.body;
}

/* 0 when it was handed on, else the error it is refused with, as the loop would. */
EXPORT(ask) s32
ask(endpoint_t source, u32 type)
{
	s32 error;
	u32 index;

	request.source = source;
	request.type = type;
	error = protocol->accept(&request);
	if (error < 0)
		return error;
	for (index = 0; index < protocol->route_count; index++)
		if (protocol->routes[index].type == type) {
			protocol->routes[index].handle(&request);
			return 0;
		}
	return -ENOSYS;
}

EXPORT(client_at) u8 *
client_at(u32 grant)
{
	return client_memory[grant];
}

EXPORT(take_grant_back) void
take_grant_back(u32 grant, u32 is_bad)
{
	bad_grants &= ~(1u << grant);
	bad_grants |= is_bad << grant;
}

/* A frame arrives; where its bytes are to be written. The card then interrupts or not. */
EXPORT(arrive) u8 *
arrive(u32 length)
{
	u8 *start = ring + ring_end + RING_HEAD;

	ring_end = (ring_end + ROUND_UP(2 * RING_HEAD + length, RING_HEAD)) % RING_BYTES;
	waiting[(waiting_first + waiting_count++) % WAITING_MAX] = (struct arrived){start, length};
	return start;
}

EXPORT(waiting_frames) u32
waiting_frames(void)
{
	return waiting_count;
}

EXPORT(interrupt) void
interrupt(void)
{
	net_turn();
}

/* So many of the frames in the card are over; the next turn is told of it. */
EXPORT(complete) void
complete(u32 frames)
{
	over += frames;
}

EXPORT(frames_in_card) u32
frames_in_card(void)
{
	return in_card - over;
}

EXPORT(fail_frame) void
fail_frame(void)
{
	in_card--;
	net_sent(0);
}

EXPORT(lose_frames) void
lose_frames(void)
{
	in_card = over = 0;
	net_sends_lost();
}

EXPORT(set_link) void
set_link(u32 is_up, u32 mbit)
{
	net_link((int)is_up, mbit);
}

EXPORT(set_notices_fail) void
set_notices_fail(u32 fail)
{
	notices_fail = fail != 0;
}

EXPORT(prepare) void
prepare(void)
{
	protocol->prepare();
}

EXPORT(is_quiescent) u32
is_quiescent(void)
{
	return protocol->quiescent() != 0;
}

EXPORT(reply_number) u32
reply_number(void)
{
	return reply_count;
}

EXPORT(reply_at) const struct message *
reply_at(u32 index)
{
	return &replies[index];
}

EXPORT(reply_target) endpoint_t
reply_target(u32 index)
{
	return reply_targets[index];
}

EXPORT(notice_number) u32
notice_number(void)
{
	return notice_count;
}

EXPORT(notice_is_up) u32
notice_is_up(u32 index)
{
	return notices[index].is_up;
}

EXPORT(sent_number) u32
sent_number(void)
{
	return sent_count;
}

EXPORT(sent_head) const u8 *
sent_head(u32 index)
{
	return sent_heads[index];
}

EXPORT(sent_length) u32
sent_length(u32 index)
{
	return sent_lengths[index];
}

EXPORT(watched_events) u32
watched_events(void)
{
	return watched;
}

EXPORT(watch_number) u32
watch_number(void)
{
	return watch_calls;
}

EXPORT(copy_number) u32
copy_number(void)
{
	return copy_calls;
}

EXPORT(part_number) u32
part_number(void)
{
	return copy_parts;
}

EXPORT(multicast_hash) u32
multicast_hash(const u8 *address)
{
	return net_multicast_hash(address);
}
