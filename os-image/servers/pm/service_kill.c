/*
 * Signals to servers and drivers. They have no entry here, since they are the
 * reincarnation server's: PM checks whether the caller may, and asks RS to end
 * the instance. The caller is busy until RS has answered, and PM goes on.
 */
#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/request.h>
#include <proto/rs.h>
#include <signal.h>

#include "pm.h"

_Static_assert(PM_SERVICE_PID_BASE > PM_MAX_PID, "a pid is a user process' or a service's");

#define RS_DEADLINE_US (30u * 1000u * 1000u)

/* The endpoint of the server or driver with that pid, or -ESRCH. */
static endpoint_t
service_with(s32 pid)
{
	struct kprocess info;
	u32 slot = (u32)pid - PM_SERVICE_PID_BASE;

	if (slot >= NR_PROCS || sys_info(KINFO_PROCESS, &info, sizeof(info), slot) < 0)
		return -ESRCH;
	return info.priv_id == PRIV_ID_USER ? -ESRCH : info.endpoint;
}

/* The caller is known by its endpoint, lest another process get the answer. */
static void
ended(u32 id, s32 status, const struct message *reply, void *context)
{
	struct mproc *caller = mproc_by_endpoint((endpoint_t)(u32)context);
	struct message m = {0};

	(void)id;
	if (status == 0)
		status = MESSAGE_BODY((struct message *)reply, struct reply_head)->status;
	if (caller != NULL)
		answer(caller, PM_KILL, status < 0 ? status : 0, &m);
}

static s32
ask_rs(struct mproc *caller, endpoint_t service)
{
	struct message m = {.type = RS_KILL};
	s32 result;

	MESSAGE_BODY(&m, struct rs_target)->endpoint = service;
	result = request_start(RS_EP, &m, sys_uptime_us() + RS_DEADLINE_US, 0, ended,
			       (void *)(u32)caller->endpoint);
	if (result < 0)
		return result;
	caller->busy = 1;
	return NO_REPLY;
}

s32
service_kill(struct mproc *caller, const struct pm_kill *request)
{
	endpoint_t service = service_with(request->pid);

	if (service < 0)
		return service;
	if (caller->effective_uid != 0 || service == PM_EP || service == RS_EP)
		return -EPERM;
	if (request->signal == 0)
		return 0;
	if (request->signal != SIGKILL && request->signal != SIGTERM)
		return -EINVAL;
	return ask_rs(caller, service);
}
