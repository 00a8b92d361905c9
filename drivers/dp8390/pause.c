/* See pause.h. */
#include "pause.h"

#include <libdriver/net.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/timer.h>

#include "card.h"
#include "interrupt.h"
#include "registers.h"
#include "send.h"

/* The longest frame on a cable of 10 Mbit/s, and some more. ISR's RST bit does not tell. */
#define STOP_US 1600u

enum pause {
	PAUSE_NONE,
	PAUSE_STOPPED,  /* what was on the cable has its time to end */
	PAUSE_EMPTYING, /* off the cable, while frames are taken out of the ring */
};

static enum pause pause;
static int wants_new_ring;

int
pause_is_on(void)
{
	return pause != PAUSE_NONE;
}

int
pause_is_stopped(void)
{
	return pause == PAUSE_STOPPED;
}

/* Without room in the ring again the next frame ends in the next pause. */
static void
end(struct timer *timer)
{
	(void)timer;
	reg_out(RBCR0, 0);
	reg_out(RBCR1, 0);
	if (wants_new_ring)
		card_set_up_ring();
	reg_out(TCR, TCR_LOOPBACK);
	command_start();
	pause = PAUSE_EMPTYING;
	net_turn();
	if (pause != PAUSE_EMPTYING)
		return;
	reg_out(ISR, INT_OVW);
	reg_out(TCR, TCR_NORMAL);
	pause = PAUSE_NONE;
	send_again();
	interrupt_restore();
	net_turn();
}

static struct timer timer = {.fire = end};

static void
begin(void)
{
	if (pause == PAUSE_STOPPED)
		return;
	command_stop();
	pause = PAUSE_STOPPED;
	interrupt_restore();
	if (timer_arm(&timer, sys_uptime_us() + STOP_US) < 0)
		panic("dp8390: no timer is free");
}

/* One that is being ended finds the ring emptied, and does this at its end anyway. */
void
pause_for_overflow(void)
{
	if (pause != PAUSE_NONE)
		return;
	wants_new_ring = 0;
	begin();
}

void
pause_for_new_ring(void)
{
	wants_new_ring = 1;
	begin();
}

void
pause_forget(void)
{
	timer_cancel(&timer);
	pause = PAUSE_NONE;
}
