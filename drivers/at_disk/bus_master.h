/* The bus master of the channel, from the PCI server. */
#ifndef AT_DISK_BUS_MASTER_H
#define AT_DISK_BUS_MASTER_H

#include <kintsugi/types.h>

/*
 * The first port of the bus-master registers of the driver's first IDE function that
 * serves the legacy ports, with bus mastering switched on; 0 when there is none,
 * with a line to the log when that is an error. On a thread.
 */
u16 bus_master_find(void);

#endif
