/*
 * Drivers that die and come back. The data store tells of each fresh instance. It is
 * configured first; then it gets regions for frames to come, and all frames that the last one
 * had not sent, some perhaps a second time, which does no harm; and the stack is told to
 * nudge its peers, so that nobody waits for a time-out. Sockets notice nothing.
 */
#include "link.h"

#include "inet.h"

#include <errno.h>
#include <libsys/ds_client.h>
#include <libsys/kcall.h>
#include <libsys/recovery.h>
#include <proto/rs.h>
#include <stdio.h>

#define DRIVERS "eth.*"

/* An operator's kill or update says nothing about the frames that the driver had. */
static int
is_suspicious(u32 cause)
{
	return cause != 0 && cause != DEFECT_KILLED && cause != DEFECT_UPDATE;
}

/* One that was to be updated is there again under its endpoint if that is called off. */
void
recovery_link_lost(struct link *link, s32 status)
{
	endpoint_t driver = link->driver;

	if (driver == EP_NONE)
		return;
	link_detach(link);
	if (status == -EMOVED)
		link_retry(link, driver, RECOVERY_MOVED_US);
}

static void
given_up(struct link *link)
{
	timer_cancel(&link->retry);
	link_detach(link);
	link->state = LINK_ABSENT;
	link->failures = 0;
	if (link->interface == NULL)
		return;
	net_set_link(link->interface, 0);
	printf("inet: %s is down\n", link->label);
}

static void
driver_changed(const struct ds_change_reply *change)
{
	struct link *link = link_by_label(change->key);

	if (link == NULL)
		return; /* not one of those that system.conf gives interfaces */
	inet_begin();
	if (change->kind == DS_DELETED) {
		given_up(link);
	} else if (link->driver != (endpoint_t)change->value) {
		link->cause = change->cause;
		link_detach(link);
		if (is_suspicious(link->cause))
			link_send_blame(link);
		link_configure(link, (endpoint_t)change->value);
	}
	inet_settle();
}

void
recovery_link_init(void)
{
	ds_subscribe(DRIVERS, DS_TYPE_BIT(DS_LABEL), driver_changed);
}

void
recovery_link_up(struct link *link)
{
	recovery_uses(link->label, link->driver, link->cause);
	recovery_silence_reset(link);
	link->restarts += link->cause != 0;
	link->cause = 0; /* an instance that is configured again is not another one */
	net_nudge(link->interface);
}
