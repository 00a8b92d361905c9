/*
 * A driver's PCI functions, by way of the PCI server (proto/pci.h). system.conf says
 * which a driver has; they are numbered from 0 on as they were found.
 *
 *     static void
 *     my_start(void) // driver_events.start
 *     {
 *         struct pci_device card;
 *
 *         if (pci_get_device(0, &card) == 0 && pci_enable(&card, PCI_COMMAND_MASTER) == 0)
 *             my_base = card.bars[0].base;
 *     }
 *
 * All of these wait, so they are for threads. They wait for a PCI server that is
 * missing or being replaced, too, but each question that they ask for no longer than
 * PCI_PATIENCE_US: then they return -ETIMEDOUT. Other errors are those of
 * proto/pci.h, -EPERM when system.conf does not let the driver send to the PCI
 * server, and -EIO when the question killed some PCI servers.
 */
#ifndef LIBDRIVER_PCI_H
#define LIBDRIVER_PCI_H

#include <proto/pci.h>

#define PCI_PATIENCE_US 4000000u /* resets are over by then, and a server that hangs was replaced */

struct pci_device {
	u16 function;
	u16 vendor;
	u16 device;
	u8 base_class;
	u8 sub_class;
	u8 interface;
	u8 revision;
	u8 irq; /* PCI_NO_IRQ: none */
	struct pci_bar_range bars[PCI_BARS]; /* length 0: the device does not have it */
};

/* The driver's function number `index`. 0; -ENOENT: it has no more. */
s32 pci_get_device(u32 index, struct pci_device *device);

/*
 * Sets or clears bits of PCI_COMMAND_DRIVERS. A driver that masters the bus
 * switches that on when its device has been brought to a known state, not before.
 */
s32 pci_enable(const struct pci_device *device, u16 bits);
s32 pci_disable(const struct pci_device *device, u16 bits);

/* Brings the device back into the state after power-on; it masters the bus no more. */
s32 pci_reset(const struct pci_device *device);

#endif
