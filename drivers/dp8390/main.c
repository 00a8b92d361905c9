/*
 * eth.dp8390: cards with National's DP8390, as NE2000s for PCI have it (Realtek's RTL8029 and
 * what QEMU and Bochs make of it), the first one of the machine.
 */
#include <errno.h>
#include <libdriver/driver.h>
#include <libdriver/net.h>
#include <stdio.h>
#include <string.h>

#include "card.h"
#include "filter.h"
#include "interrupt.h"
#include "link.h"
#include "receive.h"
#include "send.h"

#define START_STACK_BYTES (16u * 1024u)

static int has_card;
static int is_up;

static void
start(void)
{
	has_card = card_find() == 0;
	if (has_card)
		interrupt_init();
	else
		printf("dp8390: this machine has no such card\n");
}

static s32
bring_up(void)
{
	s32 status = has_card ? card_set_up() : -ENODEV;

	if (status == 0)
		link_watch();
	return status;
}

/* A card that is up keeps its frames: the filter can change while it works. */
static s32
configure(const struct net_configure *wanted, struct net_station *station)
{
	s32 status = 0;

	filter_choose(wanted);
	if (is_up)
		filter_apply();
	else
		status = bring_up();
	is_up = status == 0;
	if (!is_up)
		return status;
	link_look();
	memcpy(station->address, card_address(), ETHERNET_ADDRESS);
	station->is_full_duplex = (u8)link_is_full_duplex();
	return 0;
}

int
main(void)
{
	static const struct net_driver driver = {
		.configure = configure,
		.send_room = send_room,
		.send_buffer = send_buffer,
		.send = send_frame,
		.reap = send_reap,
		.receive = receive_take,
		.release = receive_release,
		.watch = interrupt_watch,
		.read_counters = interrupt_read_counters,
	};
	static const struct driver_events events = {
		.start = start,
		.interrupt = interrupt_handle,
		.threads = 1,
		.stack_bytes = START_STACK_BYTES,
	};

	net_serve(&driver);
	driver_run(&events);
}
