/* See recovery.h. */
#include "recovery.h"

#include <libdriver/net.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/timer.h>
#include <stdio.h>

#include "card.h"
#include "interrupt.h"
#include "pause.h"
#include "send.h"

/* In a row, with no frame moved in between. */
#define SET_UPS_MAX 4u
#define IDLE_INTERRUPTS_MAX 100u

/* Far longer than 16 collisions, or any pause that the other end may ask for, take. */
#define SEND_PATIENCE_US 2000000u

static u32 set_ups;
static u32 idle_interrupts;
static u64 ended_before;     /* frames, when the watch over sending looked last */
static int watches_sending;

static void
count(const char *why)
{
	net_card_counters.ring_resets++;
	if (++set_ups > SET_UPS_MAX)
		panic("dp8390: %u times in a row the card was set up and failed: %s", SET_UPS_MAX,
		      why);
}

void
recovery_ring(const char *why, u32 page, u32 found)
{
	printf("dp8390: the ring has %s at page 0x%x (0x%x): it is set up afresh\n", why, page,
	       found);
	count(why);
	pause_for_new_ring();
}

void
recovery_card(const char *why)
{
	printf("dp8390: %s: the card is set up afresh\n", why);
	count(why);
	idle_interrupts = 0;
	pause_forget();
	net_sends_lost();
	if (card_set_up() < 0)
		panic("dp8390: the card does not come to its reset state");
	interrupt_restore();
}

void
recovery_idle_interrupt(void)
{
	if (++idle_interrupts > IDLE_INTERRUPTS_MAX)
		recovery_card("it interrupts without end and has nothing to tell");
}

void
recovery_progress(void)
{
	set_ups = 0;
	idle_interrupts = 0;
}

static u64
ended(void)
{
	return net_card_counters.sent_frames + net_card_counters.send_errors;
}

static void
look_at_sending(struct timer *timer)
{
	if (send_is_busy() && ended() == ended_before) {
		recovery_card("a frame that it sends does not end");
		net_turn();
	}
	ended_before = ended();
	watches_sending = send_is_busy() &&
			  timer_arm(timer, sys_uptime_us() + SEND_PATIENCE_US) == 0;
}

/* One timer watches over all frames: it costs nothing while they move. */
void
recovery_watch_sending(void)
{
	static struct timer timer = {.fire = look_at_sending};

	if (watches_sending)
		return;
	ended_before = ended();
	watches_sending = timer_arm(&timer, sys_uptime_us() + SEND_PATIENCE_US) == 0;
}
