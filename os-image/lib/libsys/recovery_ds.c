/*
 * Finding the data store, and finding it again: when it was restarted all that
 * was subscribed to there is gone. RS wakes everybody then, so that a
 * look at each heartbeat is enough, and nobody who forges messages can make us believe it.
 */
#include "ds_internal.h"

#include <libsys/complain.h>
#include <libsys/ds_client.h>
#include <libsys/event_loop.h>
#include <libsys/kcall.h>
#include <libsys/recovery.h>

static endpoint_t known = EP_NONE;
static int is_watching;
static void (*on_restart)(void);

static void
use_fresh(endpoint_t fresh)
{
	endpoint_t old = known;

	known = fresh;
	request_endpoint_gone(old);
	ds_forget_made();
	if (on_restart != NULL)
		on_restart();
}

static void
look_again(void)
{
	endpoint_t found = sys_lookup(DS_SERVER_LABEL);

	if (found >= 0 && known != EP_NONE && found != known)
		use_fresh(found);
	ds_go_on();
}

static void
watch(void)
{
	if (is_watching)
		return;
	is_watching = 1;
	event_on_notification(ds_take_notification);
	event_on_heartbeat(look_again);
}

endpoint_t
ds_endpoint(void)
{
	endpoint_t found;

	watch();
	if (known == EP_NONE) {
		found = sys_lookup(DS_SERVER_LABEL);
		if (found >= 0)
			known = found;
	}
	return known;
}

void
ds_complain(enum rs_reason reason)
{
	(void)complain_about(known, reason);
}

void
ds_on_restart(void (*restarted)(void))
{
	watch();
	on_restart = restarted;
}
