/* See queue.h. */
#include "queue.h"

#include <libsys/panic.h>

#define FRAGMENTS_A_SECOND 40u
#define FRAGMENT_BYTES_MIN 64u

static struct fragment fragments[FRAGMENTS];
static u32 first;
static u32 count; /* from the first on; only the last one may be open */

static struct fragment *
at(u32 place)
{
	return &fragments[(first + place) % FRAGMENTS];
}

/* The one that is being filled, if any. */
static struct fragment *
open_one(void)
{
	struct fragment *last = count == 0 ? NULL : at(count - 1);

	return last == NULL || last->is_ready ? NULL : last;
}

void
queue_init(u8 *memory)
{
	for (u32 index = 0; index < FRAGMENTS; index++)
		fragments[index].start = memory + index * FRAGMENT_BYTES_MAX;
	queue_clear();
}

void
queue_clear(void)
{
	first = 0;
	count = 0;
}

u32
queue_fragment_bytes(const struct audio_format *format)
{
	u32 wanted = format->rate * format_frame_bytes(format) / FRAGMENTS_A_SECOND;
	u32 bytes = FRAGMENT_BYTES_MIN;

	while (bytes * 2 <= wanted && bytes < FRAGMENT_BYTES_MAX)
		bytes *= 2;
	return bytes;
}

static int
is_same(const struct audio_format *a, const struct audio_format *b)
{
	return a->rate == b->rate && a->channels == b->channels && a->is_16bit == b->is_16bit;
}

u32
queue_room(const struct audio_format *format, u8 **start)
{
	struct fragment *open = open_one();

	if (open != NULL && !is_same(&open->format, format)) {
		queue_flush();
		open = NULL;
	}
	if (open == NULL) {
		if (count == FRAGMENTS)
			return 0;
		open = at(count);
		open->length = 0;
		open->is_ready = 0;
		open->format = *format;
	}
	*start = open->start + open->length;
	return queue_fragment_bytes(format) - open->length;
}

void
queue_added(u32 bytes)
{
	struct fragment *open = open_one();
	u32 limit;

	if (bytes == 0)
		return;
	if (open == NULL)
		open = at(count++);
	limit = queue_fragment_bytes(&open->format);
	ASSERT(bytes <= limit - open->length);
	open->length += bytes;
	open->is_ready = open->length == limit;
}

/* A fragment is a power of two, and so is a frame: there is room for the rest of one. */
void
queue_flush(void)
{
	struct fragment *open = open_one();

	if (open == NULL)
		return;
	while (open->length % format_frame_bytes(&open->format) != 0)
		open->start[open->length++] = format_silence(&open->format);
	open->is_ready = 1;
}

u32
queue_ready_count(void)
{
	return open_one() == NULL ? count : count - 1;
}

int
queue_is_empty(void)
{
	return count == 0;
}

const struct fragment *
queue_first(void)
{
	ASSERT(queue_ready_count() > 0);
	return at(0);
}

void
queue_remove_first(void)
{
	ASSERT(queue_ready_count() > 0);
	first = (first + 1) % FRAGMENTS;
	count--;
}

u32
queue_bytes(void)
{
	u32 bytes = 0;

	for (u32 place = 0; place < count; place++)
		bytes += at(place)->length;
	return bytes;
}
