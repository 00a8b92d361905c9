/* See card.h. Order of the steps: data sheet, chapter 6. */
#include "card.h"

#include <errno.h>
#include <libdriver/pci.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdio.h>
#include <string.h>

#include "filter.h"
#include "link.h"
#include "receive.h"
#include "registers.h"
#include "send.h"

/* The data sheet says that the EEPROM is loaded in 2 ms, and nothing of a reset. */
#define PATIENCE_US 20000u

#define TCR_NORMAL (TCR_MXDMA_2048 | TCR_IFG_STANDARD)
#define RCR_NORMAL (RCR_MXDMA_UNLIMITED | RCR_RBLEN_64K | RCR_RXFTH_WHOLE)

struct card_memory *card_memory;
static u32 memory_bus_address;
static struct pci_device device;
static u8 address[ETHERNET_ADDRESS];

u32
card_bus_address(const void *part)
{
	return memory_bus_address + (u32)((const u8 *)part - (const u8 *)card_memory);
}

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

/* Waits until the bits of an 8-bit register are clear. */
static int
await_clear(u32 reg, u8 bits)
{
	u64 deadline_us = sys_uptime_us() + PATIENCE_US;

	while (reg_in8(reg) & bits)
		if (sys_uptime_us() > deadline_us)
			return !(reg_in8(reg) & bits);
	return 1;
}

static int
reset(void)
{
	reg_out8(CR, CR_RST);
	return await_clear(CR, CR_RST);
}

/* A predecessor that ran wild may have written into the card's copy of its address. */
static void
read_address(void)
{
	static const u8 nobody[ETHERNET_ADDRESS];
	u32 index;

	reg_out8(CR9346, CR9346_AUTOLOAD);
	if (!await_clear(CR9346, CR9346_MODE))
		panic("rtl8139: the EEPROM is not loaded within %u ms", PATIENCE_US / 1000);
	for (index = 0; index < ETHERNET_ADDRESS; index++)
		address[index] = reg_in8(IDR + index);
	if (address[0] & 1 || memcmp(address, nobody, sizeof(nobody)) == 0)
		panic("rtl8139: %02x:%02x:%02x:%02x:%02x:%02x in the EEPROM is no station's "
		      "address",
		      address[0], address[1], address[2], address[3], address[4], address[5]);
}

static void
must(s32 status, const char *what)
{
	if (status < 0)
		panic("rtl8139: %s: error %d", what, (int)-status);
}

static void
allocate(void)
{
	void *memory;

	must(sys_dma_alloc(sizeof(*card_memory), &memory, &memory_bus_address),
	     "no memory for the card's ring and buffers");
	card_memory = memory;
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
		panic("rtl8139: the card has no %u ports, or no interrupt line", CARD_PORTS);
	must(pci_disable(&device, PCI_COMMAND_MASTER), "the card can't be kept off the bus");
	must(pci_enable(&device, PCI_COMMAND_IO), "the card's ports can't be switched on");
	registers_set_base((u16)ports->base);
	if (!reset())
		panic("rtl8139: RST stays set for %u ms, so nothing can be known of the card",
		      PATIENCE_US / 1000);
	read_address();
	allocate();
	must(pci_enable(&device, PCI_COMMAND_MASTER), "the card can't master the bus");
	printf("rtl8139: %02x:%02x:%02x:%02x:%02x:%02x at ports 0x%x, interrupt %u, revision "
	       "0x%02x\n",
	       address[0], address[1], address[2], address[3], address[4], address[5],
	       ports->base, device.irq, device.revision);
	return 0;
}

static void
set_up_transmitter(void)
{
	u32 index;

	for (index = 0; index < SEND_DESCRIPTORS; index++)
		reg_out32(TSAD(index), card_bus_address(card_memory->send[index]));
	reg_out32(TCR, TCR_NORMAL);
	send_begin();
}

/* RE has to be off while the ring is moved; its places are set by RE and, in QEMU, by RCR. */
void
card_set_up_receiver(void)
{
	const struct filter *filter = filter_current();

	reg_out8(CR, CR_TE);
	reg_out32(RBSTART, card_bus_address(card_memory->ring));
	reg_out8(CR, CR_TE | CR_RE);
	reg_out32(RCR, RCR_NORMAL | filter->modes);
	reg_out32(MAR, filter->table[0]);
	reg_out32(MAR + 4, filter->table[1]);
	receive_begin();
}

s32
card_set_up(void)
{
	if (!reset())
		return -EIO;
	reg_out16(IMR, 0);
	reg_out16(MULINT, 0);
	link_set_up();
	reg_out8(CR, CR_TE | CR_RE); /* TCR and RCR can be written from here on */
	set_up_transmitter();
	card_set_up_receiver();
	reg_out16(ISR, 0xffff);
	return 0;
}
