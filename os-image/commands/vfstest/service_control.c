/* Starting and ending the services that this program plays: see services.h. */
#include <libsys/ipc.h>
#include <libsys/rs_client.h>
#include <proto/pm.h>
#include <stdio.h>

#include "services.h"
#include "vfstest.h"

#define END_DEADLINE_MS 10000u

endpoint_t service;

void
become_operator(void)
{
	struct message m = {.type = PM_VOUCH};

	CHECK(ipc_sendrec(PM_EP, &m) == 0 && MESSAGE_BODY(&m, struct pm_reply)->result == 0);
}

void
start_service(const char *label, const char *role, const char *manners)
{
	struct rs_service wanted = {.module = "vfstest", .privilege = rs_plain_privilege(label)};

	become_operator();
	snprintf(wanted.arguments, sizeof(wanted.arguments), "%s %s", role, manners);
	CHECK(rs_up(&wanted, &service) >= 0);
}

void
stop_service(void)
{
	struct rs_end end;

	(void)rs_kill(service);
	CHECK(rs_wait(service, END_DEADLINE_MS, &end) >= 0);
}
