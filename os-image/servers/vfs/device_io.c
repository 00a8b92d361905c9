/*
 * Requests to character drivers of calls that are suspended: no thread waits
 * for them. A driver may keep a read for ever, so what goes to one device at a
 * time is limited; the rest waits here in order, and takes nothing from others.
 *
 * A request ends early when its process is interrupted: the driver is told to
 * cancel it, and if that does not help soon, VFS gives it up.
 */
#include <proto/char.h>
#include <sys/ioctl.h>
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

/* Whether the request may go to its driver now. */
static int
has_room(const struct transfer *wanted)
{
	u32 limit = wanted->type == CHAR_IOCTL ? IOCTLS_EACH : READS_EACH;
	u32 of_driver = 0;
	u32 alike = 0;

	if (place_of(NULL) == NULL)
		return 0;
	for (u32 index = 0; index < DEVICE_REQUESTS_MAX; index++) {
		const struct transfer *other = &active[index]->transfer;

		if (active[index] == NULL || other->filp->driver != wanted->filp->driver)
			continue;
		of_driver++;
		alike += other->filp->minor == wanted->filp->minor && other->type == wanted->type;
	}
	return of_driver < DRIVER_MAX && alike < limit;
}

/* ---- messages ---- */

/* A read that has some bytes already takes what more there is, and waits for none. */
static u32
flags_of(const struct transfer *t)
{
	int waits = (t->filp->flags & O_NONBLOCK) == 0 && !(t->type == CHAR_READ && t->done > 0);

	return waits ? 0 : CHAR_NONBLOCK;
}

static u32
access_of(const struct transfer *t)
{
	u32 access = 0;

	if (t->type != CHAR_IOCTL)
		return t->type == CHAR_WRITE ? GRANT_READ : GRANT_WRITE;
	if (t->ioctl & IOCTL_TO_DRIVER)
		access |= GRANT_READ;
	if (t->ioctl & IOCTL_FROM_DRIVER)
		access |= GRANT_WRITE;
	return access;
}

/* How much of the transfer goes into one request. */
static u32
piece_of(const struct transfer *t)
{
	u32 left = t->length - t->done;

	return left < CHAR_TRANSFER_MAX ? left : CHAR_TRANSFER_MAX;
}

/* Makes the grant that the request needs: 0 or an error. */
static s32
grant_memory(struct fproc *process)
{
	struct transfer *t = &process->transfer;

	t->grant = GRANT_INVALID;
	if (piece_of(t) == 0)
		return 0;
	t->grant = grant_behalf(t->filp->driver_ep, process->endpoint, t->address + t->done,
				piece_of(t), access_of(t));
	if (t->grant == -EINVAL)
		return -EFAULT;
	return t->grant < 0 ? -EAGAIN : 0;
}

static void
fill_in(const struct transfer *t, struct message *m)
{
	struct char_transfer *transfer = MESSAGE_BODY(m, struct char_transfer);
	struct char_ioctl *ioctl = MESSAGE_BODY(m, struct char_ioctl);
	struct char_poll *poll = MESSAGE_BODY(m, struct char_poll);

	m->type = t->type;
	switch (t->type) {
	case CHAR_IOCTL:
		ioctl->minor = t->filp->minor;
		ioctl->request = t->ioctl;
		ioctl->grant = t->grant;
		ioctl->flags = flags_of(t);
		break;
	case CHAR_POLL:
		poll->minor = t->filp->minor;
		poll->events = t->events;
		poll->watch = t->watch;
		break;
	default:
		transfer->minor = t->filp->minor;
		transfer->position = t->filp->position;
		transfer->grant = t->grant;
		transfer->length = piece_of(t);
		transfer->flags = flags_of(t);
		break;
	}
}

/* ---- how requests end ---- */

static s32
checked_result(const struct transfer *t, const struct message *reply)
{
	endpoint_t who = reply->source;
	s32 status = reply_status(who, reply);

	if ((t->type == CHAR_READ || t->type == CHAR_WRITE) && status > (s32)piece_of(t))
		return breach(who, COMPLAINT_LENGTH, "more bytes than asked", "at most what was asked");
	return status;
}

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
		status = checked_result(t, reply);
	else if (status == -ECANCELED)
		status = -EINTR;
	else
		status = -EIO;
	t->ended(process, status);
	start_waiting();
}

/* 0 when the request is under way, else the error that ends it. */
static s32
send(struct fproc *process)
{
	struct transfer *t = &process->transfer;
	struct message m;
	s32 id = device_is_open(t->filp);

	if (id == 0)
		id = grant_memory(process);
	if (id < 0)
		return id;
	fill_in(t, &m);
	*place_of(NULL) = process;
	id = request_start(t->filp->driver_ep, &m, t->type == CHAR_POLL
				   ? sys_uptime_us() + REQUEST_DEADLINE_US : TIMER_NEVER,
			   recovery_flags(t->filp->driver_ep), completed, process);
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

	while (process != NULL && !has_room(&process->transfer))
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
