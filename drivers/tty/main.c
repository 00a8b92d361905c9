/* The terminal driver's start, and the way of interrupts to its devices. See tty.h. */
#include <libdriver/driver.h>

#include "console.h"
#include "keyboard.h"
#include "tty.h"
#include "uart.h"
#include "vga.h"

static void
interrupt(u32 hooks, u64 time_us)
{
	(void)time_us;
	if (hooks & 1u << UART_HOOK)
		uart_interrupt();
	if (hooks & 1u << KEYBOARD_HOOK)
		keyboard_interrupt();
}

int
main(void)
{
	static const struct driver_events events = {.interrupt = interrupt};

	requests_serve();
	uart_init();
	vga_init();
	console_init();
	keyboard_init();
	driver_run(&events);
}
