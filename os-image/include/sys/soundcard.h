/*
 * Sound, as programs ask for it at /dev/dsp: names and meaning are those of the Open Sound
 * System ("Programmer's Guide to OSS", chapter "Audio Programming"), as far as there are any.
 *
 * Opening the device sets 8,000 samples a second of 8 bits, mono. Each request below answers
 * through its argument with what is really set. What is written is played in order; a
 * write waits while the driver has enough. Closing does not wait: what was written is
 * played to its end. One process at a time has the device open: others get EBUSY.
 *
 * When the driver fails, the device has to be opened and set again: everything else is EIO.
 */
#ifndef SYS_SOUNDCARD_H
#define SYS_SOUNDCARD_H

#include <sys/ioctl.h>

/* Formats: bits, so that SNDCTL_DSP_GETFMTS can tell all. */
#define AFMT_QUERY 0x00 /* only asks */
#define AFMT_U8 0x08    /* unsigned, silence is 128 */
#define AFMT_S16_LE 0x10

#define SNDCTL_DSP_RESET IOCTL(0u, 'P', 0, 0) /* silence at once; what was not played is forgotten */
#define SNDCTL_DSP_SYNC IOCTL(0u, 'P', 1, 0)  /* waits until all is played */
#define SNDCTL_DSP_SPEED IOCTL(IOCTL_TO_DRIVER | IOCTL_FROM_DRIVER, 'P', 2, 4) /* int: samples a second */
#define SNDCTL_DSP_GETBLKSIZE IOCTL(IOCTL_FROM_DRIVER, 'P', 4, 4) /* int: bytes that are played at once */
#define SNDCTL_DSP_SETFMT IOCTL(IOCTL_TO_DRIVER | IOCTL_FROM_DRIVER, 'P', 5, 4)   /* int: AFMT_* */
#define SNDCTL_DSP_CHANNELS IOCTL(IOCTL_TO_DRIVER | IOCTL_FROM_DRIVER, 'P', 6, 4) /* int: 1 or 2 */
#define SNDCTL_DSP_POST IOCTL(0u, 'P', 8, 0) /* nothing more for now: what is there is played */
#define SNDCTL_DSP_GETFMTS IOCTL(IOCTL_FROM_DRIVER, 'P', 11, 4) /* int: all AFMT_* there are */
#define SNDCTL_DSP_GETODELAY IOCTL(IOCTL_FROM_DRIVER, 'P', 23, 4) /* int: bytes written and not yet played */

#endif
