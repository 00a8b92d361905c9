/* See tty.h. */
#include <libdriver/char.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <signal.h>

#include "recovery.h"
#include "tty.h"

static struct tty ttys[NR_LINES];

struct tty *
tty_of(u32 minor)
{
	return minor < NR_LINES && ttys[minor].device != NULL ? &ttys[minor] : NULL;
}

static void
read_has_waited(struct timer *timer)
{
	char_changed(((struct tty *)timer->context)->minor);
}

void
tty_init(u32 minor, const struct tty_device *device, u16 rows, u16 columns)
{
	struct tty *tty = &ttys[minor];

	ASSERT(minor < NR_LINES);
	tty->minor = minor;
	tty->device = device;
	tty->read_timer.fire = read_has_waited;
	tty->read_timer.context = tty;
	line_init(&tty->line, rows, columns);
}

void
tty_received(struct tty *tty, const u8 *bytes, u32 length)
{
	line_receive(&tty->line, bytes, length, sys_uptime_us());
}

void
tty_received_break(struct tty *tty)
{
	line_receive_break(&tty->line, sys_uptime_us());
}

static void
send_signals(struct tty *tty)
{
	u32 signals = tty->line.signals;

	tty->line.signals = 0;
	for (int signal = 1; signals != 0 && signal < NSIG; signal++)
		if (signals & 1u << signal)
			char_signal(tty->minor, signal);
}

void
tty_changed(struct tty *tty)
{
	tty->device->send(tty);
	send_signals(tty);
	char_changed(tty->minor);
	recovery_line_changed(tty);
}

int
tty_is_drained(const struct tty *tty)
{
	return tty->line.output.count == 0 && tty->device->is_drained(tty);
}
