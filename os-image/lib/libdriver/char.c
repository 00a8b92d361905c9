/* Character requests: checked, tried, answered or kept. See libdriver/char.h. */
#include <errno.h>
#include <libdriver/driver.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <poll.h>
#include <sys/ioctl.h>

#include "char_internal.h"

#define VFS_LABEL "vfs"

static const struct char_driver *driver;
static endpoint_t vfs = EP_NONE;
static u16 opens[CHAR_MINORS_MAX];

typedef s32 char_function(struct char_call *call);

static char_function *
function_of(u32 type)
{
	switch (type) {
	case CHAR_READ:
		return driver->read;
	case CHAR_WRITE:
		return driver->write;
	default:
		return driver->ioctl;
	}
}

s32
char_try(struct char_call *call)
{
	s32 result;

	char_enter();
	result = function_of(call->type)(call);
	char_leave();
	ASSERT(result <= CHAR_WAIT && call->done <= call->length);
	return result;
}

void
char_answer(const struct char_call *call, s32 result)
{
	struct message reply = {.type = call->type | REPLY_BIT};

	*MESSAGE_BODY(&reply, struct reply_head) = (struct reply_head){
		.id = call->id,
		.status = result < 0 && call->done == 0 ? result : (s32)call->done,
	};
	(void)event_reply(call->client, &reply); /* a client that went away needs no answer */
}

s32
char_notice(const struct message *notice)
{
	return vfs == EP_NONE ? -ENXIO : event_notice(vfs, notice);
}

u32
char_poll_bits(u32 minor, u32 events)
{
	u32 holding = driver->poll != NULL ? driver->poll(minor) : POLLIN | POLLOUT;

	return holding & (events | POLLERR | POLLHUP);
}

/* A transfer gets in line behind those that wait for the same. */
static void
serve(struct char_call *call)
{
	s32 result = CHAR_WAIT;

	if (call->type == CHAR_IOCTL || !char_waits(call->minor, call->type))
		result = char_try(call);
	if (result == CHAR_WAIT && (call->flags & CHAR_NONBLOCK || char_wait(call) < 0))
		result = -EAGAIN;
	if (result != CHAR_WAIT)
		char_answer(call, result);
	char_settle();
}

static void
do_transfer(struct message *request)
{
	const struct char_transfer *transfer = MESSAGE_BODY(request, const struct char_transfer);
	struct char_call call = {
		.minor = transfer->minor,
		.length = transfer->length,
		.position = transfer->position,
		.flags = transfer->flags,
		.client = request->source,
		.id = transfer->head.id,
		.type = request->type,
		.grant = transfer->grant,
	};

	if (function_of(request->type) == NULL)
		char_answer(&call, -ENODEV);
	else if (transfer->minor >= CHAR_MINORS_MAX)
		char_answer(&call, -ENXIO);
	else if (transfer->length > CHAR_TRANSFER_MAX)
		char_answer(&call, -EINVAL);
	else if (transfer->length == 0)
		char_answer(&call, CHAR_DONE);
	else
		serve(&call);
}

static void
do_ioctl(struct message *request)
{
	const struct char_ioctl *ioctl = MESSAGE_BODY(request, const struct char_ioctl);
	struct char_call call = {
		.minor = ioctl->minor,
		.request = ioctl->request,
		.flags = ioctl->flags,
		.client = request->source,
		.id = ioctl->head.id,
		.type = request->type,
		.grant = ioctl->grant,
	};

	if (driver->ioctl == NULL)
		char_answer(&call, -ENOTTY);
	else if (ioctl->minor >= CHAR_MINORS_MAX)
		char_answer(&call, -ENXIO);
	else
		serve(&call);
}

static void
do_open(struct message *request)
{
	const struct char_open *open = MESSAGE_BODY(request, const struct char_open);
	struct message reply = {.type = request->type | REPLY_BIT};
	struct char_open_reply *answer = MESSAGE_BODY(&reply, struct char_open_reply);
	s32 minor = -ENXIO;

	char_enter();
	if (open->minor < CHAR_MINORS_MAX)
		minor = driver->open != NULL ? driver->open(open->minor, open->flags, open->uid)
					     : (s32)open->minor;
	char_leave();
	ASSERT(minor < (s32)CHAR_MINORS_MAX);
	answer->head.id = open->head.id;
	answer->head.status = minor < 0 ? minor : 0;
	if (minor >= 0) {
		answer->minor = (u32)minor;
		opens[minor]++;
	}
	(void)event_reply(request->source, &reply);
	char_settle();
}

/*
 * Nobody can wait for a minor that is not open any more. One that is not open at
 * all was opened at an instance before this one.
 */
static void
do_close(struct message *request)
{
	u32 minor = MESSAGE_BODY(request, const struct char_minor)->minor;

	if (minor >= CHAR_MINORS_MAX || opens[minor] == 0) {
		(void)event_reply_status(request, -EINVAL);
		return;
	}
	char_enter();
	if (driver->close != NULL)
		driver->close(minor);
	char_leave();
	if (--opens[minor] == 0) {
		char_watch_drop(minor);
		char_fail(minor, -EIO);
	}
	(void)event_reply_status(request, 0);
	char_settle();
}

static void
do_poll(struct message *request)
{
	const struct char_poll *poll = MESSAGE_BODY(request, const struct char_poll);
	s32 status = -ENXIO;

	if (poll->minor < CHAR_MINORS_MAX)
		status = (s32)char_poll_bits(poll->minor, poll->events);
	if (status == 0 && poll->watch)
		status = char_watch(poll->minor, poll->events);
	(void)event_reply_status(request, status);
}

static void
do_cancel(struct message *request)
{
	const struct char_cancel *cancel = MESSAGE_BODY(request, const struct char_cancel);

	(void)event_reply_status(request, char_cancel(cancel->minor, cancel->request));
}

/* Another VFS knows nothing of what the last one asked for. */
static s32
accept(const struct message *request)
{
	if (request->source == vfs)
		return 0;
	if (!driver_client_is(request->source, VFS_LABEL))
		return -EPERM;
	vfs = request->source;
	char_wait_forget();
	char_watch_forget();
	return 0;
}

void
char_serve(const struct char_driver *char_driver)
{
	static const struct event_route routes[] = {
		{CHAR_OPEN, EVENT_ON_LOOP, do_open},
		{CHAR_CLOSE, EVENT_ON_LOOP, do_close},
		{CHAR_READ, EVENT_ON_LOOP, do_transfer},
		{CHAR_WRITE, EVENT_ON_LOOP, do_transfer},
		{CHAR_IOCTL, EVENT_ON_LOOP, do_ioctl},
		{CHAR_POLL, EVENT_ON_LOOP, do_poll},
		{CHAR_CANCEL, EVENT_ON_LOOP, do_cancel},
	};
	static const struct driver_protocol protocol = {
		.base = PROTO_CHAR,
		.routes = routes,
		.route_count = ARRAY_LEN(routes),
		.accept = accept,
		.prepare = char_give_back,
	};

	driver = char_driver;
	driver_add_protocol(&protocol);
}

/* ---- for the driver's functions ---- */

static u32
at_most(u32 value, u32 limit)
{
	return value < limit ? value : limit;
}

s32
char_put(struct char_call *call, const void *from, u32 length)
{
	u32 bytes = at_most(length, char_left(call));
	s32 error = sys_safecopy_to(call->client, call->grant, call->done, from, bytes);

	if (error < 0)
		return error;
	call->done += bytes;
	return CHAR_DONE;
}

s32
char_take(struct char_call *call, void *to, u32 length)
{
	u32 bytes = at_most(length, char_left(call));
	s32 error = sys_safecopy_from(call->client, call->grant, call->done, to, bytes);

	if (error < 0)
		return error;
	call->done += bytes;
	return CHAR_DONE;
}

s32
char_get_argument(const struct char_call *call, void *to, u32 size)
{
	if (IOCTL_SIZE(call->request) != size)
		return -EINVAL;
	return sys_safecopy_from(call->client, call->grant, 0, to, size);
}

s32
char_put_argument(const struct char_call *call, const void *from, u32 size)
{
	if (IOCTL_SIZE(call->request) != size)
		return -EINVAL;
	return sys_safecopy_to(call->client, call->grant, 0, from, size);
}

void
char_signal(u32 minor, s32 signal)
{
	struct message notice = {.type = CHAR_SIGNAL};

	*MESSAGE_BODY(&notice, struct char_signal) = (struct char_signal){
		.minor = minor,
		.signal = signal,
	};
	(void)char_notice(&notice); /* without a VFS there is no process to signal */
}
