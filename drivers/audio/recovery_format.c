/* See recovery_format.h. */
#include "recovery_format.h"

#include <libsys/ds_client.h>
#include <libsys/thread.h>
#include <stdio.h>

#define KEY "format"

static struct audio_format left;
static int is_storing;
static int is_left; /* in the data store, or on its way there */

static struct {
	struct audio_format format;
	struct thread *waiting;
	s32 status;
	int is_done;
} fetch;

static void
was_fetched(s32 status, void *context)
{
	(void)context;
	fetch.status = status;
	fetch.is_done = 1;
	thread_wake(fetch.waiting);
}

static int
is_sound(const struct audio_format *format)
{
	return format->rate >= RATE_MIN && format->rate <= RATE_MAX && format->channels >= 1 &&
	       format->channels <= 2;
}

int
format_inherit(struct audio_format *format)
{
	fetch.waiting = thread_current();
	if (ds_fetch(KEY, &fetch.format, sizeof(fetch.format), was_fetched, NULL) < 0)
		return 0;
	while (!fetch.is_done)
		thread_block();
	if (fetch.status != (s32)sizeof(fetch.format) || !is_sound(&fetch.format))
		return 0;
	*format = fetch.format;
	is_left = 1;
	format_take_back();
	return 1;
}

static void
was_stored(s32 status, void *context)
{
	(void)context;
	is_storing = 0;
	if (status < 0)
		printf("audio: the format can't be left to a successor: error %d\n", -status);
}

void
format_leave(const struct audio_format *format)
{
	if (is_storing)
		return;
	left = *format;
	is_left = 1;
	is_storing = ds_store(KEY, &left, sizeof(left), was_stored, NULL) == 0;
}

int
format_is_left(void)
{
	return !is_storing;
}

void
format_take_back(void)
{
	if (!is_left)
		return;
	is_left = 0;
	(void)ds_delete(DS_MEMORY, KEY, NULL, NULL);
}
