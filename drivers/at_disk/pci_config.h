/* Finding the IDE function and its bus master in PCI configuration space. */
#ifndef AT_DISK_PCI_CONFIG_H
#define AT_DISK_PCI_CONFIG_H

#include <kintsugi/types.h>

/*
 * The first port of the bus-master registers of the first IDE function on bus 0,
 * with bus mastering switched on; 0 when there is no such function, or it has
 * none. The function's drives are at the legacy ports in any case.
 */
u16 pci_find_bus_master(void);

#endif
