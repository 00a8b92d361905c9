/*
 * Errands: requests whose outcome no call waits for, such as freeing a file
 * that has no name any more or telling a driver that a device was closed. Each
 * lane sends its own one after another, so that a server which hangs holds up
 * only what is meant for itself. Once it has missed a deadline it gets little
 * time for each of the next ones: processes that end wait for their devices.
 */
#include <libsys/kcall.h>

#include "vfs.h"

#define MUTE_DEADLINE_US (1000u * 1000u)

static void start_first(struct lane *lane);

/*
 * An errand is over before its `done` is called: that may free it, send it
 * again, or send another one in the same lane, which is under way then.
 */
static void
finish_first(struct lane *lane)
{
	struct errand *errand = lane->errand_first;

	lane->errand_first = errand->next;
	lane->errand_is_sent = 0;
	errand->done(errand);
	if (lane->errand_first == NULL && lane->errands_awaited != NULL)
		thread_wake(lane->errands_awaited);
}

static void
answered(u32 id, s32 status, const struct message *reply, void *context)
{
	struct errand *errand = context;
	struct lane *lane = errand->lane;

	(void)id;
	(void)reply; /* there is nothing to be done about a failure */
	lane->is_mute = status == -ETIMEDOUT;
	finish_first(lane);
	start_first(lane);
}

static void
start_first(struct lane *lane)
{
	while (lane->errand_first != NULL && !lane->errand_is_sent) {
		u64 limit_us = lane->is_mute ? MUTE_DEADLINE_US : REQUEST_DEADLINE_US;
		struct errand *errand = lane->errand_first;
		struct message m = {.type = errand->type};

		MESSAGE_BODY(&m, struct fs_ino)->ino = errand->number;
		lane->errand_is_sent = request_start(errand->target, &m, sys_uptime_us() + limit_us,
						     recovery_flags(errand->target), answered,
						     errand) > 0;
		if (!lane->errand_is_sent)
			finish_first(lane);
	}
}

void
errands_move(struct lane *lane, endpoint_t from, endpoint_t to)
{
	for (struct errand *errand = lane->errand_first; errand != NULL; errand = errand->next)
		if (errand->target == from)
			errand->target = to;
}

void
errands_wait(struct lane *lane)
{
	lane->errands_awaited = thread_current();
	while (lane->errand_first != NULL)
		thread_block();
	lane->errands_awaited = NULL;
}

_Static_assert(offsetof(struct fs_ino, ino) == sizeof(struct request_head),
	       "the number follows the head, as in char_minor and block_minor");

void
errand_send(struct lane *lane, struct errand *errand)
{
	errand->lane = lane;
	errand->next = NULL;
	if (lane->errand_first == NULL)
		lane->errand_first = errand;
	else
		lane->errand_last->next = errand;
	lane->errand_last = errand;
	start_first(lane);
}
