/*
 * blk.at_disk: the drives of the primary ATA channel, by bus-master DMA where
 * there is a bus master and by PIO where there is none.
 */
#include <libdriver/driver.h>

#include "bus_master.h"
#include "dma.h"
#include "drives.h"
#include "registers.h"
#include "worker.h"

static void
start(void)
{
	master_set_base(bus_master_find());
	drives_init();
}

int
main(void)
{
	static const struct block_driver driver = {
		.device = drives_device,
		.transfer = worker_take,
		.flush = worker_take,
	};
	static const struct driver_events events = {
		.start = start,
		.interrupt = wait_interrupt,
		.threads = 1,
		.stack_bytes = WORKER_STACK_BYTES,
	};

	dma_init();
	wait_init();
	block_serve(&driver);
	driver_run(&events);
}
