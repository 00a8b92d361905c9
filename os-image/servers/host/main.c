/* The server `host`; host.h says what it is for. */
#include <libdriver/driver.h>

#include "host.h"

int
main(void)
{
	static const struct driver_events events = {.kernel = lines_collect};

	device_serve();
	announce_state("up");
	lines_collect(); /* the notification of those that came before us may have been another's */
	driver_run(&events);
}
