/*
 * eth.rtl8139: Fast Ethernet cards with Realtek's RTL8139 (A to D, and C+ in their
 * mode), the first one of the machine.
 */
#include <libdriver/driver.h>

#include "driver.h"
#include "interrupt.h"

#define START_STACK_BYTES (16u * 1024u)

int
main(void)
{
	static const struct driver_events events = {
		.start = driver_start,
		.interrupt = interrupt_handle,
		.threads = 1,
		.stack_bytes = START_STACK_BYTES,
	};

	net_serve(&rtl8139_driver);
	driver_run(&events);
}
