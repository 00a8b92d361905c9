/* Keeps the card playing what is queued, fragment by fragment. */
#ifndef AUDIO_PLAYBACK_H
#define AUDIO_PLAYBACK_H

#include <libdriver/char.h>

#include "format.h"

/* Finds the card and gets what playing needs. Without a card all goes on, silently useless. */
void playback_init(void);
int playback_has_card(void);

/* Takes samples of that format, as char_driver.write does. */
s32 playback_write(struct char_call *call, const struct audio_format *format);

/* Plays what is there, also if that is less than it likes to begin with. */
void playback_flush(void);
/* Silence, and nothing queued. */
void playback_reset(void);

/* How many bytes of that format are played at once. */
u32 playback_block_bytes(const struct audio_format *format);
int playback_is_idle(void);
/*
 * Bytes that were written and not heard yet; all of the fragment that is playing, since nobody
 * knows how far the card is in it.
 */
u32 playback_delay_bytes(void);

/* For driver_events.interrupt: calls char_changed(MINOR_DSP) when a fragment has ended. */
void playback_interrupt(u32 hooks, u64 time_us);

#endif
