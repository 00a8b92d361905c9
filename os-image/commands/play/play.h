/*
 * play: sound files to /dev/dsp, and on where it was when the sound driver fails.
 *
 * source.c reads samples, speaker.c has the device, track.c brings the ones to the other,
 * recovery.c is what a failing driver costs.
 */
#ifndef PLAY_H
#define PLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a file's samples look like. */
struct sound_format {
	uint32_t rate;     /* frames a second; a frame is a sample of each channel */
	uint32_t channels; /* 1 or 2 */
	uint32_t bits;     /* 8, unsigned, or 16, signed and little endian */
};

uint32_t frame_bytes(const struct sound_format *format);

/* ---- source.c: a file in the form of Microsoft's and IBM's "Multimedia Programming Interface and
 * Data Specifications 1.0" (RIFF WAVE), chapter 3 ---- */

struct source {
	const char *name;
	int fd;
	struct sound_format format;
	uint64_t left; /* bytes of samples, whole frames */
};

/* Reads up to the first sample. False after a complaint. */
bool source_open(struct source *source, const char *name);
/* Up to `size` bytes, of whole frames; 0 at the end, -1 after a complaint. */
long source_read(struct source *source, void *to, size_t size);
void source_close(struct source *source);

/* ---- speaker.c ---- */

struct speaker {
	int fd;
	uint32_t block_bytes; /* what the driver plays at once */
};

/* Opens the device and sets the format. 0, or an error number; -1: a complaint was made. */
int speaker_open(struct speaker *speaker, const struct sound_format *format);
void speaker_close(struct speaker *speaker);
/* Each an error number, or 0. written: at least one byte then. */
int speaker_write(const struct speaker *speaker, const void *from, size_t size, size_t *written);
/* Bytes that were written and may not have been heard. */
int speaker_delay(const struct speaker *speaker, size_t *bytes);
int speaker_drain(const struct speaker *speaker);

/* ---- track.c ---- */

#define KEPT_BYTES 65536u /* more than a driver takes in advance */

/* Samples on their way: those that may not have been heard are kept, to be sent again. */
struct track {
	struct source source;
	struct speaker speaker;
	uint8_t kept[KEPT_BYTES];
	size_t length;       /* of kept: read from the source */
	size_t sent;         /* of these */
	uint64_t heard;      /* bytes of the file before kept */
	uint32_t in_vain;    /* failures of the driver in a row, with nothing heard in between */
};

/* Plays it all. False after a complaint. */
bool track_play(struct track *track);

/* ---- recovery.c ---- */

/*
 * After an error of the speaker: opens it again when that may help, and has all that may not
 * have been heard sent again. False after a complaint.
 */
bool recover(struct track *track, int error);
/* Something was heard: the driver is good for something. */
void recovery_heard(struct track *track);

extern bool is_quiet;

#endif
