/* See send.h. Data sheet, 5.2 (TSD) and 6.1. */
#include "send.h"

#include "card.h"
#include "recovery.h"
#include "registers.h"

/*
 * A frame goes out when so much of it has been fetched, in units of 32 bytes. When the bus is
 * too slow for that the FIFO runs empty; then it is twice as much from then on.
 */
#define THRESHOLD_FIRST 8u
#define THRESHOLD_MAX 63u

#define ABORTS_MAX 4u /* of one frame */

static u32 next;    /* descriptor of the next frame */
static u32 in_card; /* frames; the oldest is that many descriptors before `next` */
static u32 aborts;  /* of the oldest */
static u32 threshold = THRESHOLD_FIRST;

void
send_begin(void)
{
	next = 0;
	in_card = 0;
	aborts = 0;
}

u32
send_room(void)
{
	return SEND_DESCRIPTORS - in_card;
}

void *
send_buffer(u32 ahead)
{
	return card_memory->send[(next + ahead) % SEND_DESCRIPTORS];
}

void
send_frame(u32 length)
{
	reg_out32(TSD(next), threshold << TSD_THRESHOLD_SHIFT | (length & TSD_SIZE));
	next = (next + 1) % SEND_DESCRIPTORS;
	in_card++;
}

static void
raise_threshold(void)
{
	threshold = 2 * threshold < THRESHOLD_MAX ? 2 * threshold : THRESHOLD_MAX;
}

/*
 * The card stops at a frame that it has aborted (excessive collisions, no memory to read
 * from) until it is told to try again.
 */
static void
try_again(void)
{
	if (++aborts > ABORTS_MAX)
		recovery_card("a frame was aborted again and again");
	else
		reg_out32(TCR, reg_in32(TCR) | TCR_CLRABT);
}

static void
end(u32 status)
{
	net_card_counters.collisions += status >> TSD_COLLISIONS_SHIFT & TSD_COLLISIONS_MASK;
	if (status & TSD_TUN)
		raise_threshold();
	aborts = 0;
	in_card--;
	recovery_sent();
	net_frame_sent(1);
}

/* Acknowledged first, so that a frame that ends after the look raises the interrupt again. */
void
send_reap(void)
{
	if (in_card > 0)
		reg_out16(ISR, SEND_EVENTS);
	while (in_card > 0) {
		u32 oldest = (next + SEND_DESCRIPTORS - in_card) % SEND_DESCRIPTORS;
		u32 status = reg_in32(TSD(oldest));

		if (status & TSD_TABT)
			try_again();
		if (status & TSD_TABT || !(status & (TSD_TOK | TSD_TUN)))
			return;
		end(status);
	}
}
