/* See play.h. */
#include <stdio.h>
#include <string.h>
#include <toolkit/io.h>
#include <toolkit/tool.h>

#include "play.h"

#define FORM_BYTES 12u  /* "RIFF", length, "WAVE" */
#define CHUNK_BYTES 8u  /* name, length */
#define FORMAT_BYTES 16u
#define FORMAT_PCM 1u
#define CHUNKS_MAX 64u /* before the samples */

/* As they stand in the file; all machines that run this are little endian. */
struct chunk {
	char name[4];
	uint32_t length;
};

struct format_chunk {
	uint16_t tag;
	uint16_t channels;
	uint32_t rate;
	uint32_t bytes_a_second;
	uint16_t frame_bytes;
	uint16_t bits;
};

_Static_assert(sizeof(struct chunk) == CHUNK_BYTES && sizeof(struct format_chunk) == FORMAT_BYTES,
	       "they are read as they stand");

uint32_t
frame_bytes(const struct sound_format *format)
{
	return format->channels * format->bits / 8;
}

/* All of it, or as much as there is: the number of bytes, or -1 after a complaint. */
static long
read_whole(const struct source *source, void *to, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t got = read_block(source->fd, (uint8_t *)to + done, size - done);

		if (got < 0) {
			complain_errno("%s", source->name);
			return -1;
		}
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (long)done;
}

static bool
need(const struct source *source, void *to, size_t size)
{
	long got = read_whole(source, to, size);

	if (got >= 0 && (size_t)got < size)
		complain("%s: expected a WAV file, found one that ends in its head", source->name);
	return got == (long)size;
}

/* Chunks are padded to an even length. */
static bool
skip(const struct source *source, uint32_t length)
{
	uint64_t left = (uint64_t)length + length % 2;
	uint8_t thrown_away[256];

	while (left > 0) {
		size_t now = left < sizeof(thrown_away) ? (size_t)left : sizeof(thrown_away);

		if (!need(source, thrown_away, now))
			return false;
		left -= now;
	}
	return true;
}

static bool
read_format(struct source *source, uint32_t length)
{
	struct format_chunk found;

	if (length < sizeof(found)) {
		complain("%s: expected a format of %u bytes or more, found %u", source->name,
			 FORMAT_BYTES, (unsigned)length);
		return false;
	}
	if (!need(source, &found, sizeof(found)) || !skip(source, length - FORMAT_BYTES))
		return false;
	if (found.tag != FORMAT_PCM || found.channels < 1 || found.channels > 2 ||
	    (found.bits != 8 && found.bits != 16) || found.rate == 0) {
		complain("%s: expected PCM of 8 or 16 bits, mono or stereo, found format %u, %u bits, "
			 "%u channels, %u Hz",
			 source->name, found.tag, found.bits, found.channels, (unsigned)found.rate);
		return false;
	}
	source->format = (struct sound_format){found.rate, found.channels, found.bits};
	return true;
}

/* Up to the samples; their length may be any number in a file that was piped. */
static bool
read_head(struct source *source)
{
	bool has_format = false;
	uint8_t form[FORM_BYTES];

	if (!need(source, form, sizeof(form)))
		return false;
	if (memcmp(form, "RIFF", 4) != 0 || memcmp(form + 8, "WAVE", 4) != 0) {
		complain("%s: expected a WAV file, found something else", source->name);
		return false;
	}
	for (uint32_t count = 0; count < CHUNKS_MAX; count++) {
		struct chunk chunk;

		if (!need(source, &chunk, sizeof(chunk)))
			return false;
		if (memcmp(chunk.name, "data", 4) == 0 && has_format) {
			source->left = chunk.length - chunk.length % frame_bytes(&source->format);
			return true;
		}
		if (memcmp(chunk.name, "fmt ", 4) == 0) {
			has_format = read_format(source, chunk.length);
			if (!has_format)
				return false;
		} else if (!skip(source, chunk.length)) {
			return false;
		}
	}
	complain("%s: expected samples within %u chunks, found none", source->name, CHUNKS_MAX);
	return false;
}

bool
source_open(struct source *source, const char *name)
{
	source->name = name;
	source->fd = open_input(name);
	if (source->fd < 0)
		return false;
	if (read_head(source))
		return true;
	close_input(source->fd);
	return false;
}

long
source_read(struct source *source, void *to, size_t size)
{
	uint32_t frame = frame_bytes(&source->format);
	size_t wanted = size < source->left ? size : (size_t)source->left;
	long got = read_whole(source, to, wanted - wanted % frame);

	if (got < 0)
		return -1;
	got -= got % (long)frame;
	source->left = got == 0 ? 0 : source->left - (uint64_t)got;
	return got;
}

void
source_close(struct source *source)
{
	close_input(source->fd);
}
