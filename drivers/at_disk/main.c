/*
 * blk.at_disk: the drives of the primary ATA channel, by bus-master DMA where
 * there is a bus master and by PIO where there is none.
 */
#include <libdriver/driver.h>

#include "dma.h"
#include "drives.h"
#include "pci_config.h"
#include "registers.h"
#include "worker.h"

int
main(void)
{
	static const struct block_driver driver = {
		.device = drives_device,
		.transfer = worker_take,
		.flush = worker_take,
	};
	static const struct driver_events events = {
		.interrupt = wait_interrupt,
		.threads = 1,
		.stack_bytes = WORKER_STACK_BYTES,
	};

	dma_init();
	master_set_base(pci_find_bus_master());
	wait_init();
	drives_init();
	block_serve(&driver);
	driver_run(&events);
}
