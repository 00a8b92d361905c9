/* See recovery.h. */
#include "recovery.h"

#include "changes.h"
#include "subscriptions.h"

#include <libsys/kcall.h>

void
recovery_component_gone(const char *label)
{
	change_delete_owned(label);
}

static int
is_alive(endpoint_t endpoint)
{
	struct kprocess process;

	return sys_info(KINFO_PROCESS, &process, sizeof(process),
			(u32)ENDPOINT_SLOT(endpoint)) >= 0 &&
	       process.endpoint == endpoint;
}

void
recovery_sweep(void)
{
	for (u32 index = 0; index < NR_PRIVS; index++) {
		endpoint_t subscriber = subscriber_at(index);

		if (subscriber != EP_NONE && !is_alive(subscriber))
			subscriber_drop(index);
	}
	changes_settle();
}
