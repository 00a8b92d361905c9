/* See interrupt.h. The line may be shared: then most of its interrupts are somebody else's. */
#include "interrupt.h"

#include <libdriver/net.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>

#include "card.h"
#include "pause.h"
#include "receive.h"
#include "recovery.h"
#include "registers.h"
#include "send.h"

#define HOOK_ID 0u

static int hook;
static u8 mask;

static void
must(int result, const char *what)
{
	if (result < 0)
		panic("dp8390: interrupt %u: %s: error %d", card_irq(), what, -result);
}

void
interrupt_init(void)
{
	hook = sys_irq_hook(card_irq(), HOOK_ID, 0);
	must(hook, "it can't be hooked");
	must(sys_irq_enable(hook), "it can't be enabled");
}

void
interrupt_restore(void)
{
	reg_out(IMR, pause_is_on() ? 0 : mask);
}

void
interrupt_watch(u32 what)
{
	mask = INT_CNT;
	if (what & NET_WATCH_RECEIVE)
		mask |= RECEIVE_EVENTS;
	if (what & NET_WATCH_SEND)
		mask |= SEND_EVENTS;
	interrupt_restore();
}

void
interrupt_read_counters(void)
{
	net_card_counters.receive_errors += reg_in(CNTR0);
	net_card_counters.receive_errors += reg_in(CNTR1);
	net_card_counters.receive_missed += reg_in(CNTR2);
}

/* Whether the event is over: its bit is not stuck. */
static int
counters_are_read(void)
{
	interrupt_read_counters();
	reg_out(ISR, INT_CNT);
	return !(reg_in(ISR) & INT_CNT);
}

/* Events of frames are acknowledged by those who look for the frames. */
static void
serve(u8 events)
{
	u64 moved = net_card_counters.received_frames + net_card_counters.sent_frames;
	int had_reason = events & INT_CNT && counters_are_read();

	net_card_counters.interrupts++;
	net_turn();
	if (!had_reason && net_card_counters.received_frames + net_card_counters.sent_frames == moved)
		recovery_idle_interrupt();
}

void
interrupt_handle(u32 hooks, u64 time_us)
{
	u8 events = reg_in(ISR);

	(void)hooks;
	(void)time_us;
	if (reg_in(CR) == CR_GONE)
		panic("dp8390: the card is gone: its registers read as all ones");
	if (events & mask && !pause_is_on())
		serve(events);
	must(sys_irq_enable(hook), "it can't be enabled again");
}
