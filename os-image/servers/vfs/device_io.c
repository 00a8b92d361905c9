/*
 * Requests to character drivers, and to the network server, of calls that are
 * suspended: no thread waits for them. A driver may keep a read for ever, so what
 * goes to one device at a time is limited; the rest waits here in order, and takes
 * nothing from others.
 *
 * A request ends early when its process is interrupted: the driver is told to
 * cancel it, and if that does not help soon, VFS gives it up.
 */
#include <proto/char.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>

#include "vfs.h"

#define READS_EACH 1 /* at one device at a time; writes and polls alike */
#define IOCTLS_EACH 3 /* one that waits for output must not keep others from asking for settings */
#define DRIVER_MAX 14
#define CANCEL_PATIENCE_US (2u * 1000u * 1000u)

static struct fproc *active[DEVICE_REQUESTS_MAX];
static struct fproc *queue_first;
static struct fproc *queue_last;

static struct fproc **
place_of(const struct fproc *process)
{
	for (u32 index = 0; index < DEVICE_REQUESTS_MAX; index++)
		if (active[index] == process)
			return &active[index];
	return NULL;
}

/* ---- places ---- */

static int
is_of_socket(const struct transfer *t)
{
	return t->filp->driver == socket_driver();
}

/* What is under way beside a request that is to be sent: of its kind, sockets or devices. */
struct company {
	u32 count;
	u32 held;
	u32 of_driver;
	u32 alike;      /* of the same type, at the same device */
	u32 alike_held;
};

static struct company
company_of(const struct transfer *wanted)
{
	struct company company = {0};

	for (u32 index = 0; index < DEVICE_REQUESTS_MAX; index++) {
		const struct transfer *other = &active[index]->transfer;
		int is_alike;

		if (active[index] == NULL || is_of_socket(other) != is_of_socket(wanted))
			continue;
		company.count++;
		company.held += other->is_held;
		if (other->filp->driver != wanted->filp->driver)
			continue;
		is_alike = other->filp->minor == wanted->filp->minor && other->type == wanted->type;
		company.of_driver++;
		company.alike += (u32)is_alike;
		company.alike_held += is_alike ? other->is_held : 0;
	}
	return company;
}

/* Of those at one socket that wait for the same the first is held, and the others are told. */
static int
can_be_held(const struct transfer *wanted, const struct company *company)
{
	return wanted->may_wait && company->held < SOCKET_HELD_MAX && company->alike_held == 0;
}

/* Whether the request may go to its driver now; then is_held says as which kind. */
static int
finds_room(struct transfer *wanted)
{
	struct company company = company_of(wanted);
	u32 limit = wanted->type == CHAR_IOCTL ? IOCTLS_EACH : READS_EACH;

	wanted->is_held = 0;
	if (!is_of_socket(wanted))
		return company.count < CHAR_REQUESTS_MAX && company.of_driver < DRIVER_MAX &&
		       company.alike < limit;
	wanted->is_held = (u32)can_be_held(wanted, &company);
	return wanted->is_held || company.count - company.held < SOCKET_QUICK_MAX;
}

/* ---- how requests end ---- */

static void start_waiting(void);

/* `ended` may begin the next request of the process at once. */
static void
completed(u32 id, s32 status, const struct message *reply, void *context)
{
	struct fproc *process = context;
	struct transfer *t = &process->transfer;

	(void)id;
	*place_of(process) = NULL;
	t->id = 0;
	timer_cancel(&t->patience);
	if (t->grant >= 0)
		(void)grant_revoke(t->grant);
	if (status == 0)
		status = device_take_reply(t, reply);
	else if (status == -ECANCELED)
		status = -EINTR;
	else
		status = -EIO;
	t->ended(process, status);
	start_waiting();
}

/* Until when it has to be answered: what may wait for the world outside has no limit. */
static u64
deadline_of(const struct transfer *t)
{
	int is_quick = t->type == CHAR_POLL || (is_of_socket(t) && !t->is_held);

	return is_quick ? sys_uptime_us() + REQUEST_DEADLINE_US : TIMER_NEVER;
}

/* 0 when the request is under way, else the error that ends it. */
static s32
send(struct fproc *process)
{
	struct transfer *t = &process->transfer;
	u64 deadline_us = deadline_of(t);
	u32 flags;
	struct message m;
	s32 id = device_is_open(t->filp);

	if (id == 0)
		id = device_grant_memory(process);
	if (id < 0)
		return id;
	device_fill_in(t, &m);
	*place_of(NULL) = process;
	flags = recovery_flags(t->filp->driver_ep);
	if (deadline_us == TIMER_NEVER)
		flags |= REQUEST_OPEN_ENDED;
	id = request_start(t->filp->driver_ep, &m, deadline_us, flags, completed, process);
	if (id > 0) {
		t->id = (u32)id;
		return 0;
	}
	*place_of(process) = NULL;
	if (t->grant >= 0)
		(void)grant_revoke(t->grant);
	if (id == -EDEADEP)
		recovery_driver_died(t->filp->driver);
	return -EIO;
}

static void
enqueue(struct fproc *process)
{
	process->transfer.is_queued = 1;
	process->transfer.next = NULL;
	if (queue_first == NULL)
		queue_first = process;
	else
		queue_last->transfer.next = process;
	queue_last = process;
}

static void
dequeue(struct fproc *process)
{
	struct fproc **link = &queue_first;

	queue_last = NULL;
	while (*link != NULL) {
		if (*link == process) {
			*link = process->transfer.next;
			continue;
		}
		queue_last = *link;
		link = &(*link)->transfer.next;
	}
	process->transfer.is_queued = 0;
}

static struct fproc *
first_with_room(void)
{
	struct fproc *process = queue_first;

	while (process != NULL && !finds_room(&process->transfer))
		process = process->transfer.next;
	return process;
}

/* What `ended` does may change the queue, so each turn looks at it anew. */
static void
start_waiting(void)
{
	struct fproc *process;

	while ((process = first_with_room()) != NULL) {
		s32 error;

		dequeue(process);
		error = send(process);
		if (error < 0)
			process->transfer.ended(process, error);
	}
}

void
device_start(struct fproc *process)
{
	enqueue(process);
	start_waiting();
}

const struct filp *
device_request_filp(u32 id)
{
	for (u32 index = 0; index < DEVICE_REQUESTS_MAX; index++)
		if (active[index] != NULL && active[index]->transfer.id == id)
			return active[index]->transfer.filp;
	return NULL;
}

/* ---- cancelling ---- */

static void
patience_ends(struct timer *timer)
{
	const struct transfer *t = timer->context;

	(void)request_cancel(t->id);
}

static void
cancel_answered(u32 id, s32 status, const struct message *reply, void *context)
{
	(void)id; /* what counts is the answer to the request that was cancelled */
	(void)status;
	(void)reply;
	(void)context;
}

void
device_cancel(struct fproc *process)
{
	struct transfer *t = &process->transfer;
	struct message m = {.type = CHAR_CANCEL};
	struct char_cancel *cancel = MESSAGE_BODY(&m, struct char_cancel);
	u64 until_us = sys_uptime_us() + CANCEL_PATIENCE_US;

	if (t->is_queued) {
		dequeue(process);
		t->ended(process, -EINTR);
		return;
	}
	ASSERT(t->id != 0);
	cancel->minor = t->filp->minor;
	cancel->request = t->id;
	t->patience.fire = patience_ends;
	t->patience.context = t;
	if (timer_arm(&t->patience, until_us) < 0 ||
	    request_start(t->filp->driver_ep, &m, until_us, REQUEST_COMPLAIN, cancel_answered,
			  NULL) < 0)
		(void)request_cancel(t->id);
}
