/*
 * A successor of this server begins with what is on the disk. So before it goes,
 * everything is written back; a disk that fails then keeps it from going.
 */
#include "recovery.h"

#include "volume.h"

#include <libsys/kcall.h>
#include <libsys/thread.h>
#include <libsys/timer.h>

#define RETRY_US (10u * 1000u)

static int is_written;

static void
write_all(void *unused)
{
	(void)unused;
	is_written = volume_settle() == 0;
}

/* With all threads busy, one is free soon: no new request is taken. */
static void
try_to_write(struct timer *timer)
{
	if (thread_create(write_all, NULL) == NULL)
		(void)timer_arm(timer, sys_uptime_us() + RETRY_US);
}

void
recovery_prepare(void)
{
	static struct timer timer = {.fire = try_to_write};

	is_written = 0;
	try_to_write(&timer);
}

int
recovery_is_quiescent(void)
{
	return is_written;
}
