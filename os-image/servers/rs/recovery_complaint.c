/*
 * Complaints: a component that finds another breaking its protocol says so, and that
 * one is replaced, defect class `complaint`. system.conf tells whose word counts. An
 * accuser may be mad itself, so each has a limited number of complaints a minute; what
 * goes beyond is refused, and told once.
 */
#include <errno.h>
#include <libsys/event.h>
#include <libsys/kcall.h>
#include <stdio.h>
#include <string.h>

#include "recovery.h"

#define WINDOW_US (60u * 1000u * 1000u)
#define WINDOW_COMPLAINTS 5u

static const char *const names[] = COMPLAINT_NAMES;

/* What an accuser has said lately; one place for each privilege id. */
static struct {
	u64 window_us; /* when it began */
	u32 count;
} said[NR_PRIVS];

/* True when the accuser has complaints left. */
static int
has_leave(const struct service *accuser)
{
	u32 id = service_priv_id(accuser);
	u64 now_us = sys_uptime_us();

	if (said[id].count == 0 || now_us - said[id].window_us >= WINDOW_US) {
		said[id].window_us = now_us;
		said[id].count = 0;
	}
	return said[id].count++ < WINDOW_COMPLAINTS;
}

/* The first one that is refused in a window is told, the others are not. */
static int
is_first_refused(const struct service *accuser)
{
	return said[service_priv_id(accuser)].count == WINDOW_COMPLAINTS + 1;
}

static void
tell(const struct service *accused, const char *from, const char *reason, int is_accepted)
{
	event_write("complaint",
		    (struct event_field[]){
			    event_text("label", accused->label),
			    event_number("endpoint", accused->endpoint),
			    event_text("from", from),
			    event_text("reason", reason),
			    event_bool("accepted", is_accepted),
		    },
		    5);
}

static s32
judge(const struct service *accused, const struct service *accuser, const char *reason)
{
	if (!accused->is_watched || !label_in_list(&accused->config.complain, accuser->label))
		return -EPERM;
	if (has_leave(accuser))
		return 0;
	if (is_first_refused(accuser)) {
		printf("rs: %s complains too often: what it says in the next minute is not heard\n",
		       accuser->label);
		tell(accused, accuser->label, reason, 0);
	}
	return -EAGAIN;
}

static void
accept(struct service *accused, const char *from, const char *reason)
{
	struct rs_end end = {.defect = DEFECT_COMPLAINT};
	char detail[RS_DETAIL_MAX];

	accused->recovery.complaints++;
	tell(accused, from, reason, 1);
	snprintf(detail, sizeof(detail), "%s: %s", from, reason);
	service_failed(accused, &end, detail);
}

void
complaint_own(struct service *accused, enum rs_reason reason)
{
	accept(accused, "rs", names[reason]);
}

s32
complaint_take(const struct message *request)
{
	struct rs_complain body = *MESSAGE_BODY((struct message *)request, struct rs_complain);
	const struct service *accuser = service_find(request->source);
	struct service *accused;
	s32 error = 0;

	body.label[LABEL_LEN - 1] = '\0';
	if (body.reason == 0 || body.reason >= COMPLAINT_END)
		return -EINVAL;
	accused = body.endpoint != EP_NONE ? service_find(body.endpoint) : service_by_label(body.label);
	if (accused == NULL)
		return body.endpoint != EP_NONE ? -EDEADEP : -ESRCH;
	if (accused->state != RS_STATE_UP)
		return -EDEADEP;
	if (service_is_vital(accused))
		return -EPERM;
	if (!is_operator(request->source))
		error = accuser != NULL ? judge(accused, accuser, names[body.reason]) : -EPERM;
	if (error < 0)
		return error;
	accept(accused, accuser != NULL ? accuser->label : "operator", names[body.reason]);
	return 0;
}
