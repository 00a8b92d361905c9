/* The root RAM disk. */
#include <errno.h>
#include <kintsugi/devices.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdio.h>

#include "ramdisk.h"

static u8 *region;
static u32 region_sectors;

/* The size that the loader noted; only whole sectors can be used. 0: there is no RAM disk. */
static u32
count_sectors(void)
{
	struct boot_module module;
	u32 index;

	for (index = 0; sys_info(KINFO_MODULE, &module, sizeof(module), index) >= 0; index++)
		if (module.kind == ARCHIVE_RAMDISK)
			return module.memory_bytes / BLOCK_SECTOR;
	return 0;
}

void
disk_init(void)
{
	void *mapped;
	int error = sys_vm_ramdisk(VM_READ | VM_WRITE, &mapped);

	if (error == -ENOENT) {
		printf("ramdisk: the boot archive has no RAM disk\n");
		return;
	}
	if (error < 0)
		panic("ramdisk: the RAM disk can't be mapped: error %d", -error);
	region = mapped;
	region_sectors = count_sectors();
}

static s32
device(u32 minor, struct block_device *described)
{
	if (minor != MINOR_RAMDISK || region_sectors == 0)
		return -ENXIO;
	described->sectors = region_sectors;
	return 0;
}

static void
transfer(struct block_call *call)
{
	u8 *at = region + call->sector * BLOCK_SECTOR;

	block_done(call, call->write ? block_take(call, 0, at, call->bytes)
				     : block_put(call, 0, at, call->bytes));
}

const struct block_driver disk_driver = {
	.device = device,
	.transfer = transfer,
};
