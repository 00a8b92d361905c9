/*
 * The character library around a driver that is nothing but numbers: each minor
 * has bytes to read and room to write, and the test plays VFS and the hardware.
 * What the library would send is noted.
 *
 *     minors below LOOP_MINOR   bytes come by feed()
 *     LOOP_MINOR                what is written to it can be read from ECHO_MINOR
 *     HUNGRY_MINOR              a read waits until it has all that it asked for
 *     PICKY_MINOR               a read gets all that it asked for at once, or waits
 *     CIRCLE_MINOR              its ioctls wait for ever and wake one another
 */
#include <errno.h>
#include <libdriver/char.h>
#include <libdriver/driver.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <poll.h>
#include <sys/ioctl.h>

#define EXPORT(name) __attribute__((export_name(#name)))

#define LOOP_MINOR 8u
#define ECHO_MINOR 9u
#define HUNGRY_MINOR 10u
#define CIRCLE_MINOR 11u
#define MINORS 64u
#define PICKY_MINOR 13u
#define CLONING_MINOR 12u /* an open of it gives another minor */
#define CLONE_MINOR 100u

#define DRAIN IOCTL(0u, 'x', 1, 0)
#define GET IOCTL(IOCTL_FROM_DRIVER, 'x', 2, 4)

#define NOTES_MAX 8192u

struct note {
	u32 type;
	u32 id; /* of a notice: its minor */
	s32 value;
};

static struct note replies[NOTES_MAX], notices[NOTES_MAX];
static u32 reply_total, notice_total;
static int notices_fail;

static const struct driver_protocol *protocol;
static endpoint_t vfs;

static u32 readable[MINORS], room[MINORS], hung_up[MINORS];
static u32 handed_over; /* bytes that readers got */
static u32 tries;       /* calls of the driver's functions */
static int copy_fails;

/* ---- the library's surroundings ---- */

void
driver_add_protocol(const struct driver_protocol *added)
{
	protocol = added;
}

int
driver_client_is(endpoint_t endpoint, const char *pattern)
{
	(void)pattern;
	return endpoint == vfs;
}

static void
note(struct note *notes, u32 *total, u32 type, u32 id, s32 value)
{
	ASSERT(*total < NOTES_MAX);
	notes[(*total)++] = (struct note){type, id, value};
}

s32
event_reply(endpoint_t target, const struct message *reply)
{
	const struct reply_head *head = MESSAGE_BODY(reply, const struct reply_head);

	(void)target;
	note(replies, &reply_total, reply->type, head->id, head->status);
	return 0;
}

s32
event_reply_status(const struct message *request, s32 status)
{
	note(replies, &reply_total, request->type | REPLY_BIT,
	     MESSAGE_BODY(request, const struct request_head)->id, status);
	return 0;
}

s32
event_notice(endpoint_t target, const struct message *notice)
{
	const struct char_ready *ready = MESSAGE_BODY(notice, const struct char_ready);

	(void)target;
	if (notices_fail)
		return -EAGAIN;
	note(notices, &notice_total, notice->type, ready->minor, (s32)ready->events);
	return 0;
}

int
sys_safecopy_to(endpoint_t granter, grant_id_t grant, u32 offset, const void *from, u32 length)
{
	(void)granter;
	(void)grant;
	(void)offset;
	(void)from;
	if (copy_fails)
		return -EBADGRANT;
	handed_over += length;
	return 0;
}

int
sys_safecopy_from(endpoint_t granter, grant_id_t grant, u32 offset, void *to, u32 length)
{
	(void)granter;
	(void)grant;
	(void)offset;
	(void)to;
	(void)length;
	return copy_fails ? -EBADGRANT : 0;
}

_Noreturn void
panic(const char *format, ...)
{
	(void)format;
	__builtin_trap();
}

/* ---- the driver ---- */

static u8 data[CHAR_TRANSFER_MAX];

static u32
at_most(u32 value, u32 limit)
{
	return value < limit ? value : limit;
}

static s32
open_minor(u32 minor, u32 flags, u32 uid)
{
	(void)flags;
	(void)uid;
	if (minor == CLONING_MINOR)
		return (s32)CLONE_MINOR;
	return minor < MINORS ? (s32)minor : -ENXIO;
}

static s32
read_minor(struct char_call *call)
{
	u32 bytes = at_most(readable[call->minor], char_left(call));
	s32 result;

	tries++;
	if (hung_up[call->minor])
		return CHAR_DONE;
	if (bytes == 0 || (call->minor == PICKY_MINOR && bytes < char_left(call)))
		return CHAR_WAIT;
	result = char_put(call, data, bytes);
	if (result < 0)
		return result;
	readable[call->minor] -= bytes;
	return call->minor == HUNGRY_MINOR && char_left(call) > 0 ? CHAR_WAIT : CHAR_DONE;
}

static s32
write_minor(struct char_call *call)
{
	u32 bytes = at_most(room[call->minor], char_left(call));
	s32 result;

	tries++;
	if (bytes == 0)
		return CHAR_WAIT;
	result = char_take(call, data, bytes);
	if (result < 0)
		return result;
	room[call->minor] -= bytes;
	if (call->minor == LOOP_MINOR) {
		readable[ECHO_MINOR] += bytes;
		char_changed(ECHO_MINOR);
	}
	return CHAR_DONE;
}

static s32
control_minor(struct char_call *call)
{
	tries++;
	if (call->minor == CIRCLE_MINOR) {
		char_changed(CIRCLE_MINOR);
		return CHAR_WAIT;
	}
	if (call->request == DRAIN)
		return room[call->minor] > 0 ? CHAR_DONE : CHAR_WAIT;
	if (call->request == GET)
		return char_put_argument(call, data, 4);
	return -ENOTTY;
}

static u32
poll_minor(u32 minor)
{
	return (readable[minor] > 0 ? POLLIN : 0u) | (room[minor] > 0 ? POLLOUT : 0u) |
	       (hung_up[minor] ? POLLHUP : 0u);
}

static const struct char_driver whole = {
	.open = open_minor,
	.read = read_minor,
	.write = write_minor,
	.ioctl = control_minor,
	.poll = poll_minor,
};

/* ---- for the test ---- */

EXPORT(start) void
start(void)
{
	char_serve(&whole);
}

/* Offers a driver without any functions instead. */
EXPORT(start_bare) void
start_bare(void)
{
	static const struct char_driver bare;

	char_serve(&bare);
}

EXPORT(set_vfs) void
set_vfs(endpoint_t endpoint)
{
	vfs = endpoint;
}

/* Hands the library a request as the driver's loop does; an error of accept is the result. */
static s32
hand_over(struct message *request, endpoint_t source)
{
	s32 error;
	u32 index;

	request->source = source;
	error = protocol->accept(request);
	for (index = 0; error == 0 && index < protocol->route_count; index++)
		if (protocol->routes[index].type == request->type)
			protocol->routes[index].handle(request);
	return error;
}

EXPORT(transfer) s32
transfer(endpoint_t source, u32 write, u32 id, u32 minor, u32 length, u32 flags)
{
	struct message request = {.type = write ? CHAR_WRITE : CHAR_READ};

	*MESSAGE_BODY(&request, struct char_transfer) = (struct char_transfer){
		.head.id = id,
		.minor = minor,
		.length = length,
		.flags = flags,
	};
	return hand_over(&request, source);
}

EXPORT(control) s32
control(endpoint_t source, u32 id, u32 minor, u32 get, u32 flags)
{
	struct message request = {.type = CHAR_IOCTL};

	*MESSAGE_BODY(&request, struct char_ioctl) = (struct char_ioctl){
		.head.id = id,
		.minor = minor,
		.request = get ? GET : DRAIN,
		.flags = flags,
	};
	return hand_over(&request, source);
}

EXPORT(poll_for) s32
poll_for(endpoint_t source, u32 id, u32 minor, u32 events, u32 watch)
{
	struct message request = {.type = CHAR_POLL};

	*MESSAGE_BODY(&request, struct char_poll) = (struct char_poll){
		.head.id = id,
		.minor = minor,
		.events = events,
		.watch = watch,
	};
	return hand_over(&request, source);
}

EXPORT(cancel) s32
cancel(endpoint_t source, u32 id, u32 minor, u32 cancelled)
{
	struct message request = {.type = CHAR_CANCEL};

	*MESSAGE_BODY(&request, struct char_cancel) = (struct char_cancel){
		.head.id = id,
		.minor = minor,
		.request = cancelled,
	};
	return hand_over(&request, source);
}

EXPORT(open_or_close) s32
open_or_close(endpoint_t source, u32 close, u32 id, u32 minor)
{
	struct message request = {.type = close ? CHAR_CLOSE : CHAR_OPEN};

	*MESSAGE_BODY(&request, struct char_minor) = (struct char_minor){
		.head.id = id,
		.minor = minor,
	};
	return hand_over(&request, source);
}

EXPORT(feed) void
feed(u32 minor, u32 bytes)
{
	readable[minor] += bytes;
	char_changed(minor);
}

EXPORT(make_room) void
make_room(u32 minor, u32 bytes)
{
	room[minor] += bytes;
	char_changed(minor);
}

EXPORT(hang_up) void
hang_up(u32 minor)
{
	hung_up[minor] = 1;
	char_changed(minor);
}

EXPORT(prepare) void
prepare(void)
{
	protocol->prepare();
}

EXPORT(fail) void
fail(u32 minor, s32 error)
{
	char_fail(minor, error);
}

EXPORT(set_copy_fails) void
set_copy_fails(int fails)
{
	copy_fails = fails;
}

EXPORT(set_notices_fail) void
set_notices_fail(int fails)
{
	notices_fail = fails;
}

EXPORT(left_to_read) u32
left_to_read(u32 minor)
{
	return readable[minor];
}

EXPORT(bytes_handed_over) u32
bytes_handed_over(void)
{
	return handed_over;
}

EXPORT(try_count) u32
try_count(void)
{
	return tries;
}

EXPORT(reply_count) u32
reply_count(void)
{
	return reply_total;
}

EXPORT(reply_id) u32
reply_id(u32 index)
{
	return replies[index].id;
}

EXPORT(reply_status) s32
reply_status(u32 index)
{
	return replies[index].value;
}

EXPORT(notice_count) u32
notice_count(void)
{
	return notice_total;
}

EXPORT(notice_minor) u32
notice_minor(u32 index)
{
	return notices[index].id;
}

EXPORT(notice_events) s32
notice_events(u32 index)
{
	return notices[index].value;
}
