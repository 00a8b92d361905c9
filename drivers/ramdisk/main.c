/* blk.ramdisk. See ramdisk.h. */
#include <libdriver/driver.h>

#include "ramdisk.h"

int
main(void)
{
	static const struct driver_events events;

	disk_init();
	block_serve(&disk_driver);
	char_serve(&memory_driver);
	driver_run(&events);
}
