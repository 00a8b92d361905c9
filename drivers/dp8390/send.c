/* See send.h. DP8390D data sheet, 9.0 (packet transmission). */
#include "send.h"

#include "layout.h"
#include "pause.h"
#include "recovery.h"
#include "registers.h"
#include "remote.h"

/* The driver's side of a buffer, in which the library puts the frame. */
struct buffer {
	u8 frame[ROUND_UP(ETHERNET_MAX, REMOTE_UNIT)] __attribute__((aligned(REMOTE_UNIT)));
	u32 length; /* of the frame that was loaded */
};
_Static_assert(SEND_PAGES * CARD_PAGE >= ROUND_UP(ETHERNET_MAX, REMOTE_UNIT), "a frame fits");

static struct buffer buffers[SEND_BUFFERS];
static u32 oldest;  /* the buffer that is being sent */
static u32 in_card; /* frames, the oldest of which is being sent */

void
send_begin(void)
{
	oldest = (oldest + in_card) % SEND_BUFFERS;
	in_card = 0;
}

int
send_is_busy(void)
{
	return in_card > 0;
}

static u32
page_of(u32 buffer)
{
	return MEMORY_FIRST + buffer * SEND_PAGES;
}

static u32
buffer_ahead(u32 ahead)
{
	return (oldest + in_card + ahead) % SEND_BUFFERS;
}

u32
send_room(void)
{
	return pause_is_on() ? 0 : SEND_BUFFERS - in_card;
}

void *
send_buffer(u32 ahead)
{
	return buffers[buffer_ahead(ahead)].frame;
}

/* Nothing is being sent, so what the card may say of an end is not about this frame. */
static void
transmit(u32 buffer)
{
	u32 length = buffers[buffer].length;

	reg_out(ISR, SEND_EVENTS);
	reg_out(TPSR, (u8)page_of(buffer));
	reg_out(TBCR0, (u8)length);
	reg_out(TBCR1, (u8)(length >> 8));
	command(CR_TXP);
	recovery_watch_sending();
}

void
send_frame(u32 length)
{
	u32 buffer = buffer_ahead(0);

	buffers[buffer].length = length;
	in_card++;
	if (!remote_write(page_of(buffer) << CARD_PAGE_SHIFT, buffers[buffer].frame,
			  ROUND_UP(length, REMOTE_UNIT)))
		recovery_card("remote DMA to its memory does not end");
	else if (in_card == 1)
		transmit(buffer);
}

void
send_again(void)
{
	if (in_card > 0)
		transmit(oldest);
}

/* The next one goes out before anything is said about the one that has ended. */
static void
end(u8 events)
{
	net_card_counters.collisions += reg_in(NCR);
	reg_out(ISR, events);
	oldest = (oldest + 1) % SEND_BUFFERS;
	in_card--;
	if (!pause_is_on())
		send_again();
	recovery_progress();
	net_frame_sent(!(events & INT_TXE));
}

void
send_reap(void)
{
	u8 events;

	while (in_card > 0 && (events = reg_in(ISR) & SEND_EVENTS) != 0)
		end(events);
}
