/*
 * /dev/host, as channel/record.h describes it to hostd. When VFS dies, nobody
 * closes the device any more; so while hostd owes us answers, we look now and
 * then whether VFS is still the one it was.
 */
#include <errno.h>
#include <libdriver/char.h>
#include <libsys/kcall.h>
#include <poll.h>

#include "host.h"

#define WATCH_US 1000000u

static int is_open;
static endpoint_t vfs; /* through whom it was opened */
static void watch_vfs(struct timer *timer);
static struct timer watch = {.fire = watch_vfs};

static void
lose(void)
{
	is_open = 0;
	timer_cancel(&watch);
	announce_state("lost");
	commands_lost();
}

static void
keep_watching(void)
{
	(void)timer_arm(&watch, sys_uptime_us() + WATCH_US);
}

static void
watch_vfs(struct timer *timer)
{
	(void)timer;
	if (sys_lookup("vfs") != vfs)
		lose();
	else if (commands_any_taken())
		keep_watching();
}

static s32
host_open(u32 minor, u32 flags, u32 uid)
{
	(void)flags;
	if (minor != HOST_MINOR)
		return -ENXIO;
	if (uid != 0)
		return -EACCES;
	if (is_open)
		return -EBUSY;
	is_open = 1;
	vfs = sys_lookup("vfs");
	announce_state("ready");
	return HOST_MINOR;
}

static void
host_close(u32 minor)
{
	(void)minor;
	if (is_open)
		lose();
}

static s32
host_read(struct char_call *call)
{
	struct command *command = command_waiting();
	s32 result;

	if (command == NULL)
		return CHAR_WAIT;
	if (command->length > call->length)
		return -EMSGSIZE;
	result = char_put(call, command->line, command->length);
	if (result < 0)
		return result;
	command_taken(command);
	keep_watching();
	return CHAR_DONE;
}

/* Hands a record on to the host machine. */
static s32
take_record(const struct channel_record *record, const char *data)
{
	struct command *command = command_find_taken(record->id);

	if (command == NULL)
		return -ESRCH;
	switch (record->kind) {
	case CHANNEL_STARTED:
		command_started(command);
		reply_started(record->id);
		return CHAR_DONE;
	case CHANNEL_OUTPUT:
		reply_output(record->id, data, record->length);
		return CHAR_DONE;
	case CHANNEL_ENDED:
		reply_ended(record->id, record->status, record->signal);
		break;
	case CHANNEL_FAILED:
		reply_failed(record->id, data, record->length);
		break;
	default:
		return -EINVAL;
	}
	command_end(command);
	return CHAR_DONE;
}

static s32
host_write(struct char_call *call)
{
	struct channel_record record;
	char data[CHANNEL_DATA_MAX];
	s32 result;

	if (call->length < sizeof(record))
		return -EINVAL;
	result = char_take(call, &record, sizeof(record));
	if (result < 0)
		return result;
	if (record.length > sizeof(data) || record.length != char_left(call)) {
		call->done = 0; /* nothing of it counts */
		return -EINVAL;
	}
	result = record.length > 0 ? char_take(call, data, record.length) : CHAR_DONE;
	if (result == CHAR_DONE)
		result = take_record(&record, data);
	if (result < 0)
		call->done = 0;
	return result;
}

static u32
host_poll(u32 minor)
{
	(void)minor;
	return POLLOUT | (command_waiting() != NULL ? POLLIN : 0);
}

void
device_serve(void)
{
	static const struct char_driver driver = {
		.open = host_open,
		.close = host_close,
		.read = host_read,
		.write = host_write,
		.poll = host_poll,
	};

	char_serve(&driver);
}

void
device_changed(void)
{
	char_changed(HOST_MINOR);
}

int
device_is_open(void)
{
	return is_open;
}
