/* The terminal driver's start, and the way of interrupts to its devices. See tty.h. */
#include <libdriver/driver.h>

#include "console.h"
#include "keyboard.h"
#include "recovery.h"
#include "tty.h"
#include "uart.h"

#define START_STACK_BYTES 16384u

static void
interrupt(u32 hooks, u64 time_us)
{
	(void)time_us;
	if (hooks & 1u << UART_HOOK)
		uart_interrupt();
	if (hooks & 1u << KEYBOARD_HOOK)
		keyboard_interrupt();
}

/* No device is asked for anything before the lines are as they were. */
static void
start(void)
{
	recovery_restore();
	uart_start();
	console_start();
	keyboard_start();
}

int
main(void)
{
	static const struct driver_events events = {
		.start = start,
		.interrupt = interrupt,
		.prepare = recovery_store_all,
		.quiescent = recovery_is_stored,
		.threads = 1,
		.stack_bytes = START_STACK_BYTES,
	};

	requests_serve();
	uart_init();
	console_init();
	keyboard_init();
	driver_run(&events);
}
