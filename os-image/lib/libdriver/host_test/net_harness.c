/* The network library with a card around it, played by the test; INET is in net_client.c. */
#include <libdriver/net.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(#name)))

#define SEND_BUFFERS_MAX 8u
#define SEND_BUFFER_BYTES 2048u
#define RING_BYTES 0x10000u
#define RING_SLACK 2048u
#define RING_HEAD 4u
#define WAITING_MAX 4096u
#define SENT_MAX 0x4000u

_Noreturn void
panic(const char *format, ...)
{
	(void)format;
	__builtin_trap();
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
		net_frame_sent(1);
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

EXPORT(set_configure_status) void
set_configure_status(s32 status)
{
	configure_status = status;
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
	net_frame_sent(0);
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

EXPORT(multicast_hash) u32
multicast_hash(const u8 *address)
{
	return net_multicast_hash(address);
}
