/* Complaints to RS. See libsys/complain.h. */
#include <libsys/complain.h>
#include <libsys/kcall.h>
#include <libsys/request.h>

#include "complaint_limit.h"

#define DEADLINE_US (2u * 1000u * 1000u) /* a complaint that RS is too busy for is dropped */

static struct complaint_limit limit;
static u32 under_way;

/* What RS thinks of it shows in its events; there is nothing for the complainer to do. */
static void
heard(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id;
	(void)status;
	(void)reply;
	(void)context;
	under_way--;
}

void
complain_about(endpoint_t endpoint, enum rs_reason reason)
{
	struct message m = {.type = RS_COMPLAIN};
	struct rs_complain *complaint = MESSAGE_BODY(&m, struct rs_complain);
	u64 now_us = sys_uptime_us();

	if (under_way == COMPLAINTS_UNDER_WAY ||
	    !complaint_is_allowed(&limit, endpoint, now_us))
		return;
	complaint->endpoint = endpoint;
	complaint->reason = reason;
	if (request_start(RS_EP, &m, now_us + DEADLINE_US, 0, heard, NULL) > 0)
		under_way++;
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
		complain_about(reply->source, reasons[breach]);
}
