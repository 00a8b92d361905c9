/* Making a component fail, for tests: it does so itself, on RS' order. */
#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/request.h>

#include "rs.h"

#define ORDER_DEADLINE_US (2u * 1000u * 1000u)

/* It answers before the order takes effect. */
static void
answered(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	if (status == 0)
		status = MESSAGE_BODY(reply, const struct reply_head)->status;
	waits_answer(WAIT_INJECT, context, status);
}

s32
inject(struct service *service, const struct message *request)
{
	const struct rs_inject *wanted = MESSAGE_BODY((struct message *)request, struct rs_inject);
	struct message message = {.type = RS_MISBEHAVE};
	struct rs_misbehave *order = MESSAGE_BODY(&message, struct rs_misbehave);
	s32 result;

	if (wanted->how == 0 || wanted->how >= MISBEHAVE_END ||
	    (wanted->how == MISBEHAVE_RACE && wanted->odds == 0))
		return -EINVAL;
	if (service->state != RS_STATE_UP)
		return -EDEADEP;
	result = wait_add(WAIT_INJECT, service, request, 0);
	if (result < 0)
		return result;
	order->how = wanted->how;
	order->odds = wanted->odds;
	order->seed = wanted->seed;
	result = request_start(service->endpoint, &message, sys_uptime_us() + ORDER_DEADLINE_US, 0, answered,
			       service);
	if (result <= 0)
		waits_answer(WAIT_INJECT, service, result);
	return 0;
}
