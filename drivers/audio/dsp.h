/*
 * A Sound Blaster 16 at its usual place: ports 0x220, interrupt 5, DMA channels 1 (8 bits) and 5
 * (16 bits). The guide: "Sound Blaster Series Hardware Programming Guide" (Creative, 1996).
 */
#ifndef AUDIO_DSP_H
#define AUDIO_DSP_H

#include "queue.h"

#define SB16_IRQ 5u

/*
 * Resets the card, whatever it was doing, and tells whether there is one that can play: 0, or
 * -ENXIO. Nothing of what a predecessor had begun goes on after it.
 */
int dsp_reset(void);

/* Plays a fragment, once; the card interrupts at its end. 0, or -EIO: it takes no command. */
int dsp_play(const struct fragment *fragment);

/* Silence. To be followed by dsp_reset, or by nothing. */
void dsp_stop(void);

/* Acknowledges; whether it was the card that interrupted, since a fragment has ended. */
int dsp_interrupted(void);

#endif
