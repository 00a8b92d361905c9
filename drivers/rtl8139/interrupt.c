/* See interrupt.h. The line may be shared: then most of its interrupts are somebody else's. */
#include "interrupt.h"

#include <libsys/kcall.h>
#include <libsys/panic.h>

#include "card.h"
#include "link.h"
#include "receive.h"
#include "recovery.h"
#include "registers.h"
#include "send.h"

#define HOOK_ID 0u
#define ALWAYS (INT_LINK | INT_SERR)

static int hook;
static u16 mask;

static void
must(int result, const char *what)
{
	if (result < 0)
		panic("rtl8139: interrupt %u: %s: error %d", card_irq(), what, -result);
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
	reg_out16(IMR, mask);
}

void
interrupt_watch(u32 what)
{
	mask = ALWAYS;
	if (what & NET_WATCH_RECEIVE)
		mask |= RECEIVE_EVENTS | INT_RER;
	if (what & NET_WATCH_SEND)
		mask |= SEND_EVENTS;
	interrupt_restore();
}

/* Whether one of these events happened, and is over: not a bit that is stuck. */
static int
acknowledge(u16 events)
{
	if (events == 0)
		return 0;
	reg_out16(ISR, events);
	return !(reg_in16(ISR) & events);
}

/* Events of frames are acknowledged by those who look for the frames. */
static void
serve(u16 events)
{
	u64 moved = net_card_counters.received_frames + net_card_counters.sent_frames;
	int had_reason = acknowledge(events & (INT_RER | ALWAYS));

	net_card_counters.interrupts++;
	if (events & INT_RER)
		net_card_counters.receive_errors++;
	if (events & INT_LINK)
		link_look();
	if (events & INT_SERR)
		recovery_card("it could not reach memory");
	net_turn();
	if (!had_reason && net_card_counters.received_frames + net_card_counters.sent_frames == moved)
		recovery_idle_interrupt();
}

void
interrupt_handle(u32 hooks, u64 time_us)
{
	u16 events = reg_in16(ISR);

	(void)hooks;
	(void)time_us;
	if (events == INT_GONE)
		panic("rtl8139: the card is gone: its registers read as all ones");
	if (events & mask)
		serve(events);
	must(sys_irq_enable(hook), "it can't be enabled again");
}
