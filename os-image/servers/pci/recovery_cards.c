/*
 * Resets that cards have of their own:
 *     RTL8139   Realtek RTL8139C(L) datasheet, 5.6 command register
 *     NE2000    National DP8390D datasheet, 10.3 register descriptions, with the reset
 *               port that NE2000 boards add
 *     IDE       ATA/ATAPI-6, 9.2 software reset, of both channels
 */
#include <errno.h>

#include "bars.h"
#include "config.h"
#include "functions.h"
#include "pause.h"
#include "ports.h"
#include "recovery.h"
#include "registers.h"

struct card {
	struct pci_match match;
	u32 ports; /* that BAR 0 must have; 0: its ports are elsewhere */
	s32 (*reset)(u16 function, u16 base);
};

#define RTL8139_PORTS 0x100u
#define RTL8139_COMMAND 0x37u
#define RTL8139_RST 0x10u

#define NE2000_PORTS 0x20u
#define NE2000_COMMAND 0x00u
#define NE2000_STOPPED 0x21u /* page 0, no remote DMA, STP */
#define NE2000_ISR 0x07u
#define NE2000_ISR_RST 0x80u
#define NE2000_ISR_ALL 0xffu /* each 1 clears a bit */
#define NE2000_IMR 0x0fu
#define NE2000_RESET 0x1fu

#define IDE_INTERFACE_CHANNELS (IDE_PRIMARY_NATIVE | IDE_SECONDARY_NATIVE)
#define IDE_PRIMARY_CONTROL 0x3f6u
#define IDE_SECONDARY_CONTROL 0x376u
#define IDE_SRST 0x04u
#define IDE_BSY 0x80u
#define IDE_FLOATING 0xffu /* no drive there */

#define CARD_POLL_US (1u * MS)
#define CARD_POLLS 100u
#define IDE_HOLD_US (1u * MS) /* at least 5 us */
#define IDE_SETTLE_US (2u * MS)
#define IDE_POLL_US (20u * MS)
#define IDE_POLLS 40u /* of each channel: RS gives us 2 s for all. A disk that spins up needs more */

/* Waits until the bits of `mask` at the port are `wanted`, as often as said. */
static int
await(u16 port, u8 mask, u8 wanted, u32 polls, u32 poll_us)
{
	for (; polls > 0; polls--) {
		if ((port_in(port, 1) & mask) == wanted)
			return 1;
		pause_us(poll_us);
	}
	return 0;
}

static s32
reset_rtl8139(u16 function, u16 base)
{
	port_out(base + RTL8139_COMMAND, 1, RTL8139_RST);
	if (await(base + RTL8139_COMMAND, RTL8139_RST, 0, CARD_POLLS, CARD_POLL_US))
		return 0;
	reset_failed(function, "RST stays set in its command register");
	return -EIO;
}

/* The reset port acts on a read, on some boards on a write. */
static s32
reset_ne2000(u16 function, u16 base)
{
	port_out(base + NE2000_COMMAND, 1, NE2000_STOPPED);
	port_out(base + NE2000_IMR, 1, 0);
	port_out(base + NE2000_RESET, 1, port_in(base + NE2000_RESET, 1));
	if (!await(base + NE2000_ISR, NE2000_ISR_RST, NE2000_ISR_RST, CARD_POLLS, CARD_POLL_US)) {
		reset_failed(function, "RST stays clear in its interrupt status register");
		return -EIO;
	}
	port_out(base + NE2000_ISR, 1, NE2000_ISR_ALL);
	return 0;
}

static int
reset_channel(u16 control)
{
	port_out(control, 1, IDE_SRST);
	pause_us(IDE_HOLD_US);
	port_out(control, 1, 0);
	pause_us(IDE_SETTLE_US);
	return port_in(control, 1) == IDE_FLOATING ||
	       await(control, IDE_BSY, 0, IDE_POLLS, IDE_POLL_US);
}

static s32
reset_ide(u16 function, u16 base)
{
	int primary = reset_channel(IDE_PRIMARY_CONTROL);
	int secondary = reset_channel(IDE_SECONDARY_CONTROL);

	(void)base;
	if (primary && secondary)
		return 0;
	reset_failed(function, "its drives stay busy");
	return -EIO;
}

static const struct card cards[] = {
	{
		.match = {0x10ec, 0x8139, PCI_ANY_CLASS, PCI_ANY_CLASS, PCI_ANY_CLASS, 0},
		.ports = RTL8139_PORTS,
		.reset = reset_rtl8139,
	},
	{
		.match = {0x10ec, 0x8029, PCI_ANY_CLASS, PCI_ANY_CLASS, PCI_ANY_CLASS, 0},
		.ports = NE2000_PORTS,
		.reset = reset_ne2000,
	},
	{
		.match = {PCI_ANY, PCI_ANY, CLASS_STORAGE, SUB_CLASS_IDE, PCI_ANY_CLASS, 0},
		.reset = reset_ide,
	},
};

/* An IDE function whose channels are elsewhere is not one that we know. */
static int
is_at_legacy_ports(const struct identity *identity)
{
	return !(identity->interface & IDE_INTERFACE_CHANNELS);
}

const struct card *
reset_find_card(u16 function)
{
	struct identity identity = function_identify(function);
	const struct card *card;

	for (card = cards; card < cards + ARRAY_LEN(cards); card++)
		if (function_matches(&identity, &card->match) &&
		    (card->ports > 0 || is_at_legacy_ports(&identity)))
			return card;
	return NULL;
}

/* The card answers only while its ports are switched on. */
s32
reset_by_card(u16 function, const struct card *card)
{
	u16 command = (u16)config_read(function, PCI_COMMAND, 2);
	struct pci_bar_range range = {0};

	if (card->ports > 0 &&
	    (bar_range(function, 0, &range) < 0 || range.is_memory || range.length < card->ports)) {
		reset_failed(function, "it has no ports");
		return -EIO;
	}
	config_write(function, PCI_COMMAND, 2, command | PCI_COMMAND_IO);
	if (!(config_read(function, PCI_COMMAND, 2) & PCI_COMMAND_IO)) {
		reset_failed(function, "its ports can't be switched on");
		return -EIO;
	}
	return card->reset(function, (u16)range.base);
}
