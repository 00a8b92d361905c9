/* The log server: takes what is new from the kernel's log. See log.h. */
#include <libdriver/driver.h>
#include <libsys/kcall.h>

#include "log.h"
#include "recovery.h"

#define FETCH_BYTES 4096u

struct ring *log_ring;

static u32 fetched; /* position in the kernel's log up to which the ring has it */

/* Goes on until the kernel has no more; what it overwrote before we came is gone. */
static void
fetch(void)
{
	static u8 answer[FETCH_BYTES] __attribute__((aligned(4)));
	const struct klog *log = (const struct klog *)(const void *)answer;

	while (sys_info(KINFO_LOG, answer, sizeof(answer), fetched) >= (int)sizeof(*log) &&
	       log->end != log->start) {
		ring_append(log_ring, log->text, log->end - log->start);
		events_take(log->text, log->end - log->start);
		fetched = log->end;
		recovery_mark(fetched);
	}
	log_grown();
}

/* Of users, whose lines come by the device. */
void
log_appended(void)
{
	recovery_mark(fetched);
	log_grown();
}

int
main(void)
{
	static const struct driver_events events = {.kernel = fetch};

	log_ring = recovery_open(&fetched);
	char_serve(&log_device);
	fetch();
	driver_run(&events);
}
