/*
 * See recovery_place.h. One store is under way at a time; what comes meanwhile is stored after it.
 */
#include <errno.h>
#include <libsys/ds_client.h>
#include <libsys/thread.h>
#include <stdio.h>

#include "recovery_place.h"

#define KEY "place"

static struct printer_place place;
static struct printer_place stored; /* in the data store, or on its way there */
static int is_storing;

static struct {
	struct printer_place place;
	struct thread *waiting;
	s32 status;
	int is_done;
} fetch;

static void store(void);

static void
was_stored(s32 status, void *context)
{
	(void)context;
	is_storing = 0;
	/* One that failed is made good by the next byte, or by the next data store. */
	if (status >= 0)
		store();
}

static void
store(void)
{
	if (is_storing || (stored.job == place.job && stored.done == place.done))
		return;
	stored = place;
	is_storing = ds_store(KEY, &stored, sizeof(stored), was_stored, NULL) == 0;
	if (!is_storing)
		stored.job = 0;
}

static void
store_again(void)
{
	stored.job = 0;
	store();
}

static void
was_fetched(s32 status, void *context)
{
	(void)context;
	fetch.status = status;
	fetch.is_done = 1;
	thread_wake(fetch.waiting);
}

void
place_restore(void)
{
	s32 error;

	ds_on_restart(store_again);
	fetch.waiting = thread_current();
	error = ds_fetch(KEY, &fetch.place, sizeof(fetch.place), was_fetched, NULL);
	while (error == 0 && !fetch.is_done)
		thread_block();
	if (error == 0)
		error = fetch.status;
	if (error == (s32)sizeof(fetch.place))
		place = stored = fetch.place;
	else if (error != -ENOENT)
		printf("printer: the place in the last job is not to be had: error %d\n", -error);
}

const struct printer_place *
place_known(void)
{
	return &place;
}

void
place_set(const struct printer_place *wanted)
{
	place = *wanted;
	store();
}

void
place_advance(unsigned bytes)
{
	place.done += bytes;
	store();
}
