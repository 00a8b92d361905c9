/*
 * Errands: requests whose outcome no call waits for, such as freeing a file
 * that has no name any more or telling a driver that a device was closed. Each
 * lane sends its own one after another, so that a server which hangs holds up
 * only what is meant for itself. Once it has missed a deadline it gets little
 * time for each of the next ones: processes that end wait for their devices.
 * Sockets close many at once and have more time, since each may linger.
 */
#include <libsys/kcall.h>
#include <proto/socket.h>

#include "vfs.h"

#define MUTE_DEADLINE_US (1000u * 1000u)
#define LINGER_US (SOCKET_LINGER_MAX_S * 1000u * 1000u)

static int
is_of_sockets(const struct lane *lane)
{
	return lane == &socket_driver()->lane;
}

static u64
deadline_in(const struct lane *lane)
{
	u64 limit_us = REQUEST_DEADLINE_US;

	if (lane->is_mute)
		limit_us = MUTE_DEADLINE_US;
	else if (is_of_sockets(lane))
		limit_us += LINGER_US;
	return sys_uptime_us() + limit_us;
}

static void
take_out(struct lane *lane, const struct errand *errand)
{
	struct errand **link = &lane->errand_first;

	lane->errand_last = NULL;
	while (*link != NULL) {
		if (*link == errand) {
			*link = errand->next;
			continue;
		}
		lane->errand_last = *link;
		link = &(*link)->next;
	}
}

/*
 * An errand is over before its `done` is called: that may free it, send it
 * again, or send another one in the same lane, which is under way then.
 */
static void
finish(struct errand *errand)
{
	struct lane *lane = errand->lane;

	take_out(lane, errand);
	errand->done(errand);
	if (lane->errand_first == NULL && lane->errands_awaited != NULL)
		thread_wake(lane->errands_awaited);
}

static void start_more(struct lane *lane);

static void
answered(u32 id, s32 status, const struct message *reply, void *context)
{
	struct errand *errand = context;
	struct lane *lane = errand->lane;

	(void)id;
	(void)reply; /* there is nothing to be done about a failure */
	lane->is_mute = status == -ETIMEDOUT;
	lane->errands_sent--;
	finish(errand);
	start_more(lane);
}

static struct errand *
first_unsent(const struct lane *lane)
{
	struct errand *errand = lane->errand_first;

	while (errand != NULL && errand->is_sent)
		errand = errand->next;
	return errand;
}

static void
start_more(struct lane *lane)
{
	u32 limit = is_of_sockets(lane) ? SOCKET_CLOSES_MAX : 1;
	struct errand *errand;

	while (lane->errands_sent < limit && (errand = first_unsent(lane)) != NULL) {
		struct message m = {.type = errand->type};

		MESSAGE_BODY(&m, struct fs_ino)->ino = errand->number;
		errand->is_sent = request_start(errand->target, &m, deadline_in(lane),
						recovery_flags(errand->target), answered,
						errand) > 0;
		lane->errands_sent += errand->is_sent;
		if (!errand->is_sent)
			finish(errand);
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
	errand->is_sent = 0;
	errand->next = NULL;
	if (lane->errand_first == NULL)
		lane->errand_first = errand;
	else
		lane->errand_last->next = errand;
	lane->errand_last = errand;
	start_more(lane);
}
