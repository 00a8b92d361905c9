/*
 * See serial_input.h. A lone Escape may begin a report of the terminal's size.
 * Such a report comes in one go, so after a moment without a further byte it was
 * just the key.
 */
#include <libsys/kcall.h>

#include "serial_input.h"
#include "size_report.h"

/* At 115200 baud a report of ten bytes takes less than a millisecond. */
#define HOLD_US 5000u

static struct tty *console;
static struct size_report report;
static struct timer patience;

static void
take_size(void)
{
	struct winsize winsize = console->line.winsize;

	winsize.ws_row = report.rows;
	winsize.ws_col = report.columns;
	line_set_winsize(&console->line, &winsize);
}

static void
pass_on(const u8 *input, u32 length)
{
	if (length > 0)
		tty_received(console, input, length);
}

static void
give_up(struct timer *timer)
{
	u8 input[SIZE_REPORT_MAX];

	(void)timer;
	pass_on(input, size_report_give_up(&report, input));
	tty_changed(console);
}

void
serial_input_init(struct tty *tty)
{
	console = tty;
	patience.fire = give_up;
}

/* Without a free timer nothing can be held, as nobody would let it go. */
void
serial_input_take(u8 byte)
{
	u8 input[SIZE_REPORT_MAX + 1];
	u32 length = 0;

	switch (size_report_take(&report, byte, input, &length)) {
	case SIZE_HELD:
		break;
	case SIZE_INPUT:
		pass_on(input, length);
		break;
	case SIZE_REPORTED:
		take_size();
		break;
	}
	if (report.length == 0)
		timer_cancel(&patience);
	else if (timer_arm(&patience, sys_uptime_us() + HOLD_US) < 0)
		pass_on(input, size_report_give_up(&report, input));
}
