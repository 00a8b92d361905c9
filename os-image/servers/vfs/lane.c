/*
 * Lanes: each file server and each driver has one. Whoever wants to wait for it
 * on a thread needs a token of its lane; when all are taken, the call is parked,
 * which costs no thread, and starts anew from its beginning when one comes back.
 * A call holds the token of one lane at a time, and changes nothing before it
 * has that of the last one, so that starting anew does no harm.
 *
 * A call that was woken may find the token gone again, or end without wanting
 * it. So each lane counts those it has woken, and looks again when they are
 * through with it: nobody stays parked in a lane without users.
 */
#include "vfs.h"

static u32
token_limit(void)
{
	return thread_idle_count() > THREADS_RESERVED ? LANE_TOKENS : 1;
}

static void
wake_parked(struct lane *lane)
{
	while (lane->parked_first != NULL && lane->users + lane->waking < token_limit()) {
		struct call *call = lane->parked_first;

		lane->parked_first = call->next;
		call->parked_in = NULL;
		call->woken_by = lane;
		lane->waking++;
		call_start(call);
	}
}

/* The lane that woke the call need not wait for it any longer. */
static void
no_longer_waking(struct call *call)
{
	if (call->woken_by == NULL)
		return;
	call->woken_by->waking--;
	call->woken_by = NULL;
}

s32
lane_enter(struct call *call, struct lane *lane)
{
	if (call->lane == lane)
		return 0;
	lane_leave(call);
	if (lane->users >= token_limit()) {
		call->parked_in = lane;
		return CALL_PARKED;
	}
	if (call->woken_by == lane)
		no_longer_waking(call);
	lane->users++;
	call->lane = lane;
	return 0;
}

void
lane_leave(struct call *call)
{
	struct lane *lane = call->lane;

	if (lane == NULL)
		return;
	call->lane = NULL;
	lane->users--;
	wake_parked(lane);
}

void
lane_settled(struct call *call)
{
	struct lane *lane = call->woken_by;

	no_longer_waking(call);
	if (lane != NULL)
		wake_parked(lane);
}

void
lane_park(struct call *call)
{
	struct lane *lane = call->parked_in;

	call->next = NULL;
	if (lane->parked_first == NULL)
		lane->parked_first = call;
	else
		lane->parked_last->next = call;
	lane->parked_last = call;
	wake_parked(lane);
}

int
lane_unpark(struct call *call)
{
	struct lane *lane = call->parked_in;
	struct call **link;

	if (lane == NULL)
		return 0;
	lane->parked_last = NULL;
	for (link = &lane->parked_first; *link != NULL;) {
		if (*link == call) {
			*link = call->next;
			continue;
		}
		lane->parked_last = *link;
		link = &(*link)->next;
	}
	call->parked_in = NULL;
	return 1;
}
