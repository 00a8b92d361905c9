/* See recovery.h. */
#include "recovery.h"

#include <libdriver/net.h>
#include <libsys/panic.h>
#include <stdio.h>

#include "card.h"
#include "interrupt.h"

#define SET_UPS_MAX 4u /* in a row, with no frame received in between */
#define IDLE_INTERRUPTS_MAX 100u /* in a row, with none moved */

static u32 set_ups;
static u32 idle_interrupts;

/*
 * A card that fails now and then for ever must not fill the log: its first failure is told, and
 * the second, the fourth, the eighth ...
 */
static int
is_worth_a_line(void)
{
	u32 failures = net_card_counters.ring_resets;

	return (failures & (failures - 1)) == 0;
}

static void
count(const char *why)
{
	net_card_counters.ring_resets++;
	if (++set_ups > SET_UPS_MAX)
		panic("rtl8139: %u times in a row the card was set up and failed: %s", SET_UPS_MAX,
		      why);
}

void
recovery_receiver(const char *why, u32 offset, u32 found)
{
	count(why);
	if (is_worth_a_line())
		printf("rtl8139: the ring has %s at 0x%x (0x%x): the receiver is set up afresh\n",
		       why, offset, found);
	card_set_up_receiver();
}

void
recovery_card(const char *why)
{
	count(why);
	if (is_worth_a_line())
		printf("rtl8139: %s: the card is set up afresh\n", why);
	idle_interrupts = 0;
	net_sends_lost();
	if (card_set_up() < 0)
		panic("rtl8139: the card does not come out of its reset");
	interrupt_restore();
}

void
recovery_idle_interrupt(void)
{
	if (++idle_interrupts > IDLE_INTERRUPTS_MAX)
		recovery_card("it interrupts without end and has nothing to tell");
}

void
recovery_received(void)
{
	set_ups = 0;
	idle_interrupts = 0;
}

void
recovery_sent(void)
{
	idle_interrupts = 0;
}
