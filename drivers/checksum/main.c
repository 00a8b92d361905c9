/*
 * blk.checksum: stands between a file server and a block driver and offers partitions
 * under the minors they have there, less an area at the end, in which it keeps a
 * checksum of each sector. What the driver or the disk delivers wrongly is never passed
 * on. Nothing is kept here that is not on the disk: it may fail at any time.
 */
#include <errno.h>
#include <libdriver/driver.h>
#include <libsys/panic.h>

#include "recovery_lower.h"
#include "volume.h"
#include "worker.h"

static const char *lower_label;

static s32
describe(u32 minor, struct block_device *device)
{
	const struct volume *volume = volume_of(minor);

	if (volume == NULL)
		return -ENXIO;
	device->unit = minor;
	device->sectors = volume->area.data_sectors;
	return 0;
}

static void
start(void)
{
	lower_follow(lower_label);
}

int
main(int count, char **arguments)
{
	static const struct block_driver driver = {
		.device = describe,
		.open = worker_open,
		.transfer = worker_take,
		.flush = worker_take,
	};
	static const struct driver_events events = {
		.start = start,
		.threads = WORKERS,
		.stack_bytes = WORKER_STACK_BYTES,
	};

	if (count < 2)
		panic("checksum: the label of the driver below is needed as argument");
	lower_label = arguments[1];
	block_serve(&driver);
	driver_run(&events);
}
