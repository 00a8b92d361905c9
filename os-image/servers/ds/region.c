/* See region.h. */
#include "region.h"

#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>

static s32
grow(struct region *region, u32 by)
{
	u32 mapped;
	int error = sys_vm_map(EP_SELF, (u32)region->base + region->mapped, by,
			       VM_READ | VM_WRITE | VM_FIXED, &mapped);

	if (error == -ENOMEM)
		return -ENOSPC;
	if (error < 0)
		panic("no %u bytes at the end of a region: error %d", (unsigned)by, -error);
	return 0;
}

static void
shrink(struct region *region, u32 wanted)
{
	int error = sys_vm_unmap(EP_SELF, (u32)region->base + wanted, region->mapped - wanted);

	if (error < 0)
		panic("the end of a region can't be given back: error %d", -error);
}

s32
region_resize(struct region *region, u32 bytes)
{
	u32 wanted = ROUND_UP(bytes, PAGE_SIZE);
	s32 error = 0;

	if (wanted > region->mapped)
		error = grow(region, wanted - region->mapped);
	else if (wanted < region->mapped)
		shrink(region, wanted);
	if (error == 0)
		region->mapped = wanted;
	return error;
}
