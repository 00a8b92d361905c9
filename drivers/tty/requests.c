/* What VFS asks of a terminal, but for its ioctls. */
#include <errno.h>
#include <libdriver/char.h>
#include <libsys/kcall.h>
#include <libsys/timer.h>
#include <poll.h>

#include "recovery.h"
#include "tty.h"

#define WRITE_BUDGET 4096u /* of one call: VFS asks on for the rest, and others get their turn */

static u8 buffer[LINE_INPUT_MAX];
static int is_announced;

static s32
terminal_open(u32 minor, u32 flags, u32 uid)
{
	(void)flags;
	(void)uid;
	return tty_of(minor) != NULL ? (s32)minor : -ENXIO;
}

static u32
smaller(u32 a, u32 b)
{
	return a < b ? a : b;
}

/* A read is tried again and again: its client and id tell it from the one before it in line. */
static void
note_reader(struct tty *tty, const struct char_call *call, u64 now_us)
{
	struct tty_reader *reader = &tty->reader;

	if (reader->id == call->id && reader->client == call->client)
		return;
	reader->id = call->id;
	reader->client = call->client;
	reader->began_us = now_us;
}

/* The console's shell asks for its first command: who waits for the system may go on. */
static void
announce_console(const struct tty *tty)
{
	if (is_announced || tty->minor != MINOR_CONSOLE)
		return;
	is_announced = 1;
	(void)sys_event("ready", NULL, 0); /* the terminal works without an audience, too */
}

/* Without a free timer the read goes on waiting for its bytes alone. */
static void
wait_for_input(struct tty *tty, u64 again_us)
{
	announce_console(tty);
	if (again_us != LINE_NEVER)
		(void)timer_arm(&tty->read_timer, again_us);
	else
		timer_cancel(&tty->read_timer);
}

/* Bytes that can't be handed to their reader are lost: its memory was not what it said. */
static s32
terminal_read(struct char_call *call)
{
	struct tty *tty = tty_of(call->minor);
	u32 wanted = smaller(char_left(call), LINE_INPUT_MAX);
	u64 now_us = sys_uptime_us();
	u64 again_us;

	if (tty == NULL)
		return -ENXIO;
	note_reader(tty, call, now_us);
	if (!line_read_judge(&tty->line, wanted, tty->reader.began_us, now_us, &again_us)) {
		wait_for_input(tty, again_us);
		return CHAR_WAIT;
	}
	timer_cancel(&tty->read_timer);
	recovery_line_changed(tty);
	return char_put(call, buffer, line_read(&tty->line, buffer, wanted));
}

static s32
terminal_write(struct char_call *call)
{
	struct tty *tty = tty_of(call->minor);
	u32 budget = WRITE_BUDGET;

	if (tty == NULL)
		return -ENXIO;
	while (budget > 0) {
		u32 length = smaller(smaller(budget, char_left(call)), sizeof(buffer));
		s32 result;

		length = smaller(length, line_write_room(&tty->line));
		if (length == 0)
			break;
		result = char_take(call, buffer, length);
		if (result != CHAR_DONE)
			return result;
		(void)line_write(&tty->line, buffer, length);
		tty->device->send(tty);
		budget -= length;
	}
	return call->done > 0 ? CHAR_DONE : CHAR_WAIT;
}

static u32
terminal_poll(u32 minor)
{
	const struct tty *tty = tty_of(minor);
	u32 events = 0;

	if (tty == NULL)
		return POLLNVAL;
	if (line_polls_readable(&tty->line))
		events |= POLLIN;
	if (line_write_room(&tty->line) > 0)
		events |= POLLOUT;
	return events;
}

static const struct char_driver terminal = {
	.open = terminal_open,
	.read = terminal_read,
	.write = terminal_write,
	.ioctl = tty_ioctl,
	.poll = terminal_poll,
};

void
requests_serve(void)
{
	char_serve(&terminal);
}
