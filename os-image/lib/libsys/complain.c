/* Complaints to RS. See libsys/complain.h. */
#include <libsys/complain.h>
#include <libsys/kcall.h>
#include <libsys/request.h>

#include "complaint_limit.h"
#include "request_internal.h"

#define DEADLINE_US (2u * 1000u * 1000u) /* a complaint that RS is too busy for is dropped */

static struct complaint_limit limit;
static u32 under_way;

/*
 * What RS does shows soon enough. Only that it will do nothing has to be known: who
 * waits for a successor would wait in vain. About the dead it has done it already.
 */
static void
heard(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	under_way--;
	if (status == 0)
		status = MESSAGE_BODY(reply, const struct reply_head)->status;
	if (status < 0 && status != -EDEADEP)
		recovery_refused((endpoint_t)(long)context);
}

int
complain_about(endpoint_t endpoint, enum rs_reason reason)
{
	struct message m = {.type = RS_COMPLAIN};
	struct rs_complain *complaint = MESSAGE_BODY(&m, struct rs_complain);
	u64 now_us = sys_uptime_us();

	if (under_way == COMPLAINTS_UNDER_WAY ||
	    !complaint_is_allowed(&limit, endpoint, now_us))
		return 0;
	complaint->endpoint = endpoint;
	complaint->reason = reason;
	if (request_start(RS_EP, &m, now_us + DEADLINE_US, 0, heard, (void *)(long)endpoint) < 0)
		return 0;
	under_way++;
	return 1;
}

void
complain_of_reply(enum request_breach breach, const struct message *reply)
{
	static const enum rs_reason reasons[] = {
		[REQUEST_BREACH_UNKNOWN] = COMPLAINT_UNASKED,
		[REQUEST_BREACH_STRANGER] = COMPLAINT_FORGED,
		[REQUEST_BREACH_TYPE] = COMPLAINT_TYPE,
		[REQUEST_BREACH_DUPLICATE] = COMPLAINT_UNASKED,
	};

	if (breach != REQUEST_BREACH_NONE && breach != REQUEST_BREACH_LATE)
		(void)complain_about(reply->source, reasons[breach]);
}
