/* See bus_master.h. Intel's "Programming Interface for Bus Master IDE Controller" 1.0. */
#include "bus_master.h"

#include <errno.h>
#include <libdriver/pci.h>
#include <stdio.h>

#define INTERFACE_MASTER 0x80u         /* it can master the bus */
#define INTERFACE_NATIVE_PRIMARY 0x01u /* the channel is not at the legacy ports */
#define MASTER_BAR 4u
#define MASTER_PORTS 8u /* of the primary channel */

static int
serves_the_channel(const struct pci_device *device)
{
	const struct pci_bar_range *ports = &device->bars[MASTER_BAR];

	return device->interface & INTERFACE_MASTER &&
	       !(device->interface & INTERFACE_NATIVE_PRIMARY) && !ports->is_memory &&
	       ports->length >= MASTER_PORTS;
}

/* 0; -ENOENT: no function of ours has one. */
static s32
find_function(struct pci_device *device)
{
	u32 index = 0;
	s32 status;

	do {
		status = pci_get_device(index++, device);
	} while (status == 0 && !serves_the_channel(device));
	return status;
}

u16
bus_master_find(void)
{
	struct pci_device device;
	s32 status = find_function(&device);

	if (status == 0)
		status = pci_enable(&device, PCI_COMMAND_IO | PCI_COMMAND_MASTER);
	if (status == 0)
		return (u16)device.bars[MASTER_BAR].base;
	if (status != -ENOENT)
		printf("at_disk: no DMA, since the PCI server gives no bus master: error %d\n",
		       -status);
	return 0;
}
