/* See pause.h. */
#include "pause.h"

#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/thread.h>
#include <libsys/timer.h>

struct pause {
	struct thread *thread;
	int is_over;
};

static void
end_pause(struct timer *timer)
{
	struct pause *pause = timer->context;

	pause->is_over = 1;
	thread_wake(pause->thread);
}

void
pause_us(u32 us)
{
	struct pause pause = {.thread = thread_current()};
	struct timer timer = {.fire = end_pause, .context = &pause};

	if (timer_arm(&timer, sys_uptime_us() + us) < 0)
		panic("pci: no timer is free");
	while (!pause.is_over)
		thread_block();
}
