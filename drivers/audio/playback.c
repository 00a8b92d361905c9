/*
 * See playback.h. The card is given one fragment at a time. It begins when two are ready,
 * so that from then on one can be filled while one is heard; a writer that is too slow
 * leaves silence, and the card begins anew when there are two again, or at a flush.
 */
#include "playback.h"

#include <errno.h>
#include <kintsugi/devices.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/timer.h>
#include <stdio.h>

#include "dsp.h"
#include "queue.h"

#define BEGIN_FRAGMENTS 2u
#define PATIENCE_US 1000000u /* beyond a fragment's length: a card that is this late has stopped */

static int has_card;
static int hook;
static int is_playing;
static u64 began_us; /* the fragment that is playing */
static int is_flushing; /* plays on until nothing is left */

static void
card_has_stopped(struct timer *timer)
{
	(void)timer;
	panic("audio: the card has not ended a fragment of %u bytes within %u ms",
	      queue_first()->length, (u32)((sys_uptime_us() - began_us) / 1000));
}

static struct timer watchdog = {.fire = card_has_stopped};

void
playback_init(void)
{
	void *memory;
	u32 phys;
	int error = sys_dma_alloc(QUEUE_BYTES, &memory, &phys);

	if (error < 0)
		panic("audio: %u bytes of DMA memory can't be had: error %d", QUEUE_BYTES, -error);
	queue_init(memory);
	has_card = dsp_reset() == 0;
	if (!has_card) {
		printf("audio: there is no Sound Blaster 16: /dev/dsp can't be opened\n");
		return;
	}
	hook = sys_irq_hook(SB16_IRQ, 0, 0);
	if (hook < 0 || sys_irq_enable(hook) < 0)
		panic("audio: interrupt %u can't be had: error %d", SB16_IRQ, -hook);
}

int
playback_has_card(void)
{
	return has_card;
}

static void
play_next(void)
{
	const struct fragment *fragment = queue_first();
	int error = dsp_play(fragment);

	if (error < 0)
		panic("audio: the card takes no fragment: error %d", -error);
	is_playing = 1;
	began_us = sys_uptime_us();
	(void)timer_arm(&watchdog,
			began_us + format_us(&fragment->format, fragment->length) + PATIENCE_US);
}

/* Goes on, or begins, if there is reason to. */
static void
consider(void)
{
	u32 ready = queue_ready_count();

	if (is_playing)
		return;
	if (ready == 0)
		is_flushing = 0;
	else if (is_flushing || ready >= BEGIN_FRAGMENTS)
		play_next();
}

s32
playback_write(struct char_call *call, const struct audio_format *format)
{
	u8 *room;
	u32 bytes;

	while (char_left(call) > 0 && (bytes = queue_room(format, &room)) > 0) {
		u32 before = call->done;
		s32 result = char_take(call, room, bytes);

		if (result < 0)
			return result;
		queue_added(call->done - before);
	}
	consider();
	return char_left(call) > 0 ? CHAR_WAIT : CHAR_DONE;
}

void
playback_flush(void)
{
	queue_flush();
	is_flushing = 1;
	consider();
}

void
playback_reset(void)
{
	if (is_playing) {
		dsp_stop();
		if (dsp_reset() < 0)
			panic("audio: the card does not come back from a reset");
	}
	timer_cancel(&watchdog);
	is_playing = 0;
	is_flushing = 0;
	queue_clear();
}

u32
playback_block_bytes(const struct audio_format *format)
{
	return queue_fragment_bytes(format);
}

int
playback_is_idle(void)
{
	return !is_playing && queue_is_empty();
}

u32
playback_delay_bytes(void)
{
	return queue_bytes();
}

/* A card that has ended a fragment has nothing more: the next one is due at once. */
void
playback_interrupt(u32 hooks, u64 time_us)
{
	(void)hooks;
	(void)time_us;
	if (dsp_interrupted() && is_playing) {
		timer_cancel(&watchdog);
		is_playing = 0;
		queue_remove_first();
		if (queue_ready_count() > 0)
			play_next();
		else
			consider();
		char_changed(MINOR_DSP);
	}
	(void)sys_irq_enable(hook);
}
