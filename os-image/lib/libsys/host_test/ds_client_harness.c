/*
 * The data store's client for the tests on the host. The test plays the data store, RS and
 * the kernel: it says who is there, answers requests, and lets timers go off.
 */
#include <errno.h>
#include <libsys/complain.h>
#include <libsys/ds_client.h>
#include <libsys/event_loop.h>
#include <libsys/grant.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/recovery.h>
#include <libsys/timer.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define IO_BYTES 4096u
#define FUNCTIONS 3u
#define PENDING_MAX 32u
#define TOLD_MAX 1024u
#define NO_NUMBER 0xdeadu

static char io[IO_BYTES]; /* patterns, keys and messages go in and out here */

struct pending {
	u32 id; /* 0: free */
	endpoint_t target;
	struct message message;
	request_completion *complete;
	void *context;
};
static struct pending pending[PENDING_MAX];
static u32 last_id;

static s32 data_store = -ENOENT; /* what K_LOOKUP finds */
static int (*take_notification)(endpoint_t source);
static void (*after_heartbeat)(void);
static struct timer *armed;
static u32 restarts;
static u32 granted;
static u32 complaint; /* the last one since the test asked */

struct told {
	u32 function;
	struct ds_change_reply change;
};
static struct told told[TOLD_MAX];
static u32 told_count;

static s32 done_status;
static u32 done_count;
static u32 number;

EXPORT(io_at) char *
io_at(void)
{
	return io;
}

/* ---- what the client calls ---- */

endpoint_t
sys_lookup(const char *label)
{
	return strcmp(label, DS_SERVER_LABEL) == 0 ? data_store : -ENOENT;
}

u64
sys_uptime_us(void)
{
	return 1;
}

int
timer_arm(struct timer *timer, u64 deadline_us)
{
	(void)deadline_us;
	armed = timer;
	return 0;
}

void
event_on_notification(int (*take)(endpoint_t source))
{
	take_notification = take;
}

void
event_on_heartbeat(void (*beat)(void))
{
	after_heartbeat = beat;
}

s32
request_start(endpoint_t target, const struct message *message, u64 deadline_us, u32 flags,
	      request_completion *complete, void *context)
{
	(void)deadline_us;
	(void)flags;
	if (target != data_store)
		return -EDEADEP;
	for (u32 index = 0; index < PENDING_MAX; index++) {
		if (pending[index].id != 0)
			continue;
		pending[index] = (struct pending){++last_id, target, *message, complete, context};
		return (s32)last_id;
	}
	return -EAGAIN;
}

static void
end(struct pending *request, s32 status, const struct message *reply)
{
	struct pending ended = *request;

	request->id = 0;
	ended.complete(ended.id, status, reply, ended.context);
}

void
request_endpoint_gone(endpoint_t endpoint)
{
	for (u32 index = 0; index < PENDING_MAX; index++)
		if (pending[index].id != 0 && pending[index].target == endpoint)
			end(&pending[index], -EDEADEP, NULL);
}

int
complain_about(endpoint_t endpoint, enum rs_reason reason)
{
	if (endpoint != data_store)
		__builtin_trap();
	complaint = reason;
	return 1;
}

grant_id_t
grant_direct(endpoint_t grantee, const void *address, u32 length, u32 access)
{
	(void)grantee;
	(void)address;
	(void)length;
	(void)access;
	granted++;
	return 1;
}

int
grant_revoke(grant_id_t id)
{
	(void)id;
	granted--;
	return 0;
}

int
printf(const char *format, ...)
{
	(void)format;
	return 0;
}

_Noreturn void
panic(const char *format, ...)
{
	(void)format;
	__builtin_trap();
}

/* ---- the client's functions ---- */

static void
note(u32 function, const struct ds_change_reply *change)
{
	told[told_count++] = (struct told){function, *change};
}

static void
function_0(const struct ds_change_reply *change)
{
	note(0, change);
}

static void
function_1(const struct ds_change_reply *change)
{
	note(1, change);
}

/* Subscribes from within. */
static void
function_2(const struct ds_change_reply *change)
{
	note(2, change);
	if (strcmp(change->key, "first") == 0)
		ds_subscribe("second", DS_ALL_TYPES, function_0);
}

static void
restarted(void)
{
	restarts++;
}

/* The pattern is at a place of io that stays. */
EXPORT(subscribe) void
subscribe(u32 offset, u32 types, u32 function)
{
	static ds_changed *const functions[FUNCTIONS] = {function_0, function_1, function_2};

	ds_subscribe(io + offset, types, functions[function]);
}

EXPORT(want_restarts) void
want_restarts(void)
{
	ds_on_restart(restarted);
}

EXPORT(restart_count) u32
restart_count(void)
{
	return restarts;
}

/* function << 16 | kind << 8 | type, with the key in io; 0 past the last. */
EXPORT(told_at) u32
told_at(u32 index)
{
	if (index >= told_count)
		return 0;
	strlcpy(io, told[index].change.key, DS_KEY_LEN);
	return told[index].function << 16 | told[index].change.kind << 8 | told[index].change.type;
}

static void
done(s32 status, void *context)
{
	(void)context;
	done_status = status;
	done_count++;
}

enum operation { PUBLISH_U32, RETRIEVE_U32, STORE, FETCH, DELETE };

/* The key is in io. */
EXPORT(operate) s32
operate(u32 operation, u32 value_or_length)
{
	number = NO_NUMBER;
	switch (operation) {
	case PUBLISH_U32:
		return ds_publish_u32(io, value_or_length, done, NULL);
	case RETRIEVE_U32:
		return ds_retrieve_u32(io, &number, done, NULL);
	case STORE:
		return ds_store(io, io, value_or_length, done, NULL);
	case FETCH:
		return ds_fetch(io, io, value_or_length, done, NULL);
	default:
		return ds_delete(DS_MEMORY, io, done, NULL);
	}
}

EXPORT(operations_done) u32
operations_done(void)
{
	return done_count;
}

EXPORT(last_status) s32
last_status(void)
{
	return done_status;
}

EXPORT(last_number) u32
last_number(void)
{
	return number;
}

EXPORT(grants) u32
grants(void)
{
	return granted;
}

/* ---- what the test does ---- */

EXPORT(set_data_store) void
set_data_store(s32 endpoint_or_error)
{
	data_store = endpoint_or_error;
}

EXPORT(heartbeat) void
heartbeat(void)
{
	after_heartbeat();
}

EXPORT(notify) s32
notify(endpoint_t source)
{
	return take_notification(source);
}

/* enum rs_reason of the last complaint since the last call; 0: there was none. */
EXPORT(complained) u32
complained(void)
{
	u32 reason = complaint;

	complaint = 0;
	return reason;
}

/* False when no timer is armed. */
EXPORT(let_timer_fire) s32
let_timer_fire(void)
{
	struct timer *timer = armed;

	if (timer == NULL)
		return 0;
	armed = NULL;
	timer->fire(timer);
	return 1;
}

static struct pending *
oldest(void)
{
	struct pending *found = NULL;

	for (u32 index = 0; index < PENDING_MAX; index++)
		if (pending[index].id != 0 && (found == NULL || pending[index].id < found->id))
			found = &pending[index];
	return found;
}

/* Type of the oldest request under way, with its body in io; 0: there is none. */
EXPORT(asked) u32
asked(void)
{
	const struct pending *request = oldest();

	if (request == NULL)
		return 0;
	memcpy(io, request->message.body, MESSAGE_BODY_SIZE);
	return request->message.type;
}

/* Answers the oldest request with the body that io holds. */
EXPORT(answer) void
answer(void)
{
	struct message reply = {0};

	memcpy(reply.body, io, MESSAGE_BODY_SIZE);
	end(oldest(), 0, &reply);
}

/* Ends the oldest request without an answer. */
EXPORT(fail) void
fail(s32 error)
{
	end(oldest(), error, NULL);
}
