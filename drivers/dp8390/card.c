/* See card.h. Order of the steps: DP8390D data sheet, 10.4 (initialisation procedures). */
#include "card.h"

#include <errno.h>
#include <libdriver/pci.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdio.h>
#include <string.h>

#include "filter.h"
#include "ports.h"
#include "prom.h"
#include "receive.h"
#include "registers.h"
#include "remote.h"
#include "ring.h"
#include "send.h"

#define PROM_ADDRESS 0u
/* A frame on the cable takes 1.6 ms at most; what was begun ends before the reset does. */
#define PATIENCE_US 20000u

static struct pci_device device;
static u8 address[ETHERNET_ADDRESS];

u8
card_irq(void)
{
	return device.irq;
}

const u8 *
card_address(void)
{
	return address;
}

/* The reset port acts on a read, on some boards on a write. */
static int
reset(void)
{
	u64 deadline_us = sys_uptime_us() + PATIENCE_US;

	reg_out(RESET_PORT, reg_in(RESET_PORT));
	while (!(reg_in(ISR) & INT_RST))
		if (sys_uptime_us() > deadline_us)
			return 0;
	command_stop();
	return 1;
}

/* What is needed before memory can be read, and nothing more: off the cable, storing nothing. */
static void
set_up_dma(void)
{
	reg_out(IMR, 0);
	reg_out(DCR, DCR_NORMAL);
	reg_out(RBCR0, 0);
	reg_out(RBCR1, 0);
	reg_out(RCR, RCR_MON);
	reg_out(TCR, TCR_LOOPBACK);
}

static void
read_address(void)
{
	u8 prom[PROM_BYTES];
	const char *fault;

	set_up_dma();
	command_start();
	if (!remote_read(PROM_ADDRESS, prom, sizeof(prom)))
		panic("dp8390: the card's memory can't be read: remote DMA does not end");
	command_stop();
	fault = prom_read(prom, address);
	if (fault != NULL)
		panic("dp8390: %s (%02x %02x %02x ... %02x %02x in the PROM)", fault, prom[0],
		      prom[1], prom[2], prom[PROM_BYTES - 2], prom[PROM_BYTES - 1]);
}

static void
must(s32 status, const char *what)
{
	if (status < 0)
		panic("dp8390: %s: error %d", what, (int)-status);
}

s32
card_find(void)
{
	s32 status = pci_get_device(0, &device);
	const struct pci_bar_range *ports = &device.bars[0];

	if (status == -ENOENT)
		return -ENODEV;
	must(status, "the PCI server does not tell of the card");
	if (ports->is_memory || ports->length < CARD_PORTS || device.irq == PCI_NO_IRQ)
		panic("dp8390: the card has no %u ports, or no interrupt line", CARD_PORTS);
	must(pci_enable(&device, PCI_COMMAND_IO), "the card's ports can't be switched on");
	ports_set_base((u16)ports->base);
	if (!reset())
		panic("dp8390: RST stays clear for %u ms after a reset, so nothing can be known "
		      "of the card",
		      PATIENCE_US / 1000);
	read_address();
	printf("dp8390: %02x:%02x:%02x:%02x:%02x:%02x at ports 0x%x, interrupt %u\n", address[0],
	       address[1], address[2], address[3], address[4], address[5], ports->base,
	       device.irq);
	return 0;
}

void
card_set_up_ring(void)
{
	reg_out(PSTART, RING_FIRST);
	reg_out(PSTOP, RING_END);
	reg_out(BNRY, (u8)ring_boundary(RING_FIRST));
	reg_out_page(1, CURR, RING_FIRST);
	receive_begin();
}

s32
card_set_up(void)
{
	u32 index;

	if (!reset())
		return -EIO;
	set_up_dma();
	card_set_up_ring();
	send_begin();
	reg_out(ISR, 0xff);
	for (index = 0; index < ETHERNET_ADDRESS; index++)
		reg_out_page(1, PAR + index, address[index]);
	command_start();
	reg_out(TCR, TCR_NORMAL);
	filter_apply();
	return 0;
}
