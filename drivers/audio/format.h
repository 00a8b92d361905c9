/* What samples look like: the rate, and what a frame (one sample of each channel) is made of. */
#ifndef AUDIO_FORMAT_H
#define AUDIO_FORMAT_H

#include <kintsugi/types.h>

/*
 * The card's guide promises 5,000 to 44,100 samples a second; later cards and all
 * emulators play 4,000 to 48,000, which is what programs ask for.
 */
#define RATE_MIN 4000u
#define RATE_MAX 48000u

struct audio_format {
	u32 rate;     /* frames a second */
	u32 channels; /* 1 or 2 */
	u32 is_16bit; /* signed, little endian; else 8 bits, unsigned */
};

/* As at each open, by OSS. */
#define FORMAT_AT_OPEN ((struct audio_format){.rate = 8000, .channels = 1, .is_16bit = 0})

static inline u32
format_sample_bytes(const struct audio_format *format)
{
	return format->is_16bit ? 2 : 1;
}

static inline u32
format_frame_bytes(const struct audio_format *format)
{
	return format->channels * format_sample_bytes(format);
}

static inline u8
format_silence(const struct audio_format *format)
{
	return format->is_16bit ? 0 : 0x80;
}

/* How long so many bytes are heard. */
static inline u64
format_us(const struct audio_format *format, u32 bytes)
{
	return (u64)bytes * 1000000u / (format->rate * format_frame_bytes(format));
}

#endif
