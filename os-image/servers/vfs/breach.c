/*
 * Breaches of protocol by file servers and drivers. Each is complained about and
 * counted; of each kind the first is printed, so that a server gone wild does not
 * flood the log.
 */
#include <stdio.h>
#include <string.h>
#include <libsys/complain.h>
#include <libsys/kcall.h>

#include "vfs.h"

#define KINDS_MAX 32

static const char *known[KINDS_MAX]; /* what was expected instead: a kind each */
static u32 counts[KINDS_MAX];

/* True when a breach of that kind is new, and is to be printed. */
static int
note(const char *kind)
{
	for (u32 index = 0; index < KINDS_MAX; index++) {
		if (known[index] != NULL && known[index] != kind)
			continue;
		known[index] = kind;
		return counts[index]++ == 0;
	}
	return 0;
}

static const char *
label_of(endpoint_t endpoint)
{
	static struct kprocess process;

	if (sys_info(KINFO_PROCESS, &process, sizeof(process), (u32)ENDPOINT_SLOT(endpoint)) < 0 ||
	    process.endpoint != endpoint)
		return "someone who is gone";
	return process.label;
}

static void
report(endpoint_t who, const char *answered, const char *instead)
{
	if (note(instead))
		printf("vfs: %s answered %s instead of %s\n", label_of(who), answered, instead);
}

s32
breach(endpoint_t who, enum rs_reason reason, const char *answered, const char *instead)
{
	(void)complain_about(who, reason);
	report(who, answered, instead);
	return -EIO;
}

void
breach_of_request(enum request_breach kind, const struct message *reply)
{
	complain_of_reply(kind, reply);
	report(reply->source, request_breach_name(kind), "a reply to what it was asked");
}

/*
 * The kernel's errors in copying are about the user's buffer, which was granted on.
 * Those of a component that dies or goes are its own affair.
 */
s32
reply_status(endpoint_t who, const struct message *reply)
{
	s32 status = MESSAGE_BODY(reply, const struct reply_head)->status;

	if (status >= 0)
		return status;
	if (status == -EBADGRANT)
		return -EFAULT;
	if (!is_error_status(status))
		return breach(who, COMPLAINT_STATUS, "an error that does not exist",
			      "an error of its protocol");
	if (status <= -EDEADEP || status == -ETIMEDOUT)
		return -EIO;
	return status;
}
