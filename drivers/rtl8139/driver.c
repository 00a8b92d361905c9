/* See driver.h. */
#include "driver.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "card.h"
#include "filter.h"
#include "interrupt.h"
#include "link.h"
#include "receive.h"
#include "registers.h"
#include "send.h"

static int has_card;
static int is_up;

void
driver_start(void)
{
	has_card = card_find() == 0;
	if (has_card)
		interrupt_init();
	else
		printf("rtl8139: this machine has no such card\n");
}

/* A filter that changes costs the frames in the ring, so it is left alone if it does not. */
static s32
apply(int is_other_filter)
{
	s32 status = 0;

	if (!is_up)
		status = card_set_up();
	else if (is_other_filter)
		card_set_up_receiver();
	return status;
}

static s32
configure(const struct net_configure *wanted, struct net_station *station)
{
	s32 status = has_card ? apply(filter_choose(wanted)) : -ENODEV;

	is_up = status == 0;
	if (!is_up)
		return status;
	link_look();
	memcpy(station->address, card_address(), ETHERNET_ADDRESS);
	station->is_full_duplex = (u8)link_is_full_duplex();
	return 0;
}

/* The card counts to 2^24, and has to be asked before that. */
static void
read_counters(void)
{
	net_card_counters.receive_missed += reg_in32(MPC) & MPC_MASK;
	reg_out32(MPC, 0);
}

const struct net_driver rtl8139_driver = {
	.configure = configure,
	.send_room = send_room,
	.send_buffer = send_buffer,
	.send = send_frame,
	.reap = send_reap,
	.receive = receive_take,
	.release = receive_release,
	.watch = interrupt_watch,
	.read_counters = read_counters,
};
