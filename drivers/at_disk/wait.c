/* Waiting for the channel's interrupt, on the driver's thread while its loop runs on. */
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/thread.h>
#include <libsys/timer.h>

#include "channel.h"

#define CHANNEL_IRQ 14u
#define HOOK_ID 0u

static struct thread *waiter; /* NULL: nobody waits */
static int interrupted;
static int expired;

/* The line is edge-triggered, so it is left open: there is one less kernel call an interrupt. */
void
wait_init(void)
{
	int hook = sys_irq_hook(CHANNEL_IRQ, HOOK_ID, IRQ_REENABLE);
	int error = hook < 0 ? hook : sys_irq_enable(hook);

	if (error < 0)
		panic("at_disk: interrupt %u can't be had: error %d", CHANNEL_IRQ, -error);
}

static void
on_deadline(struct timer *timer)
{
	(void)timer;
	expired = 1;
	thread_wake(waiter);
}

void
wait_interrupt(u32 hooks, u64 time_us)
{
	(void)hooks;
	(void)time_us;
	interrupted = 1;
	if (waiter != NULL)
		thread_wake(waiter);
}

int
wait_for_interrupt(u64 deadline_us)
{
	static struct timer timer = {.fire = on_deadline};

	waiter = thread_current();
	interrupted = 0;
	expired = 0;
	if (timer_arm(&timer, deadline_us) < 0)
		panic("at_disk: no timer is free");
	while (!interrupted && !expired)
		thread_block();
	timer_cancel(&timer);
	waiter = NULL;
	return interrupted;
}
