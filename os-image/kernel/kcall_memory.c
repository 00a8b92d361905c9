/* Kernel calls about memory: copies, mappings, DMA, grants. */
#include <errno.h>

#include "dma.h"
#include "grant.h"
#include "kcall.h"
#include "kernel.h"
#include "lib.h"
#include "recovery_keep.h"

static struct proc *
proc_or_self(struct proc *p, endpoint_t ep)
{
	return ep == EP_SELF ? p : proc_of(ep);
}

s32
kcall_copy(struct proc *p, const u32 *args)
{
	struct kcopy copy;

	if (copy_from_user(p, &copy, args[0], sizeof(copy)) != 0)
		return -EFAULT;
	if (copy.length > COPY_MAX)
		return -E2BIG;
	struct proc *from = proc_or_self(p, copy.from);
	struct proc *to = proc_or_self(p, copy.to);
	if (from == NULL || to == NULL)
		return -EDEADEP;
	return copy_user_to_user(from, copy.from_address, to, copy.to_address, copy.length);
}

/* Whose memory p may map or unmap: its own and that of those it manages. */
static s32
mapping_target(struct proc *p, endpoint_t ep, struct proc **found)
{
	struct proc *target = proc_or_self(p, ep);

	if (target == NULL)
		return -EDEADEP;
	if (target != p && target->manager != p->endpoint)
		return -EPERM;
	if (target->vm.cr3 == NO_FRAME)
		return -EINVAL;
	*found = target;
	return 0;
}

s32
kcall_vm_map(struct proc *p, const u32 *args)
{
	u32 address = args[1], length = args[2], flags = args[3];
	struct proc *target;
	s32 status = mapping_target(p, (endpoint_t)args[0], &target);

	if (status != 0)
		return status;
	if (flags & ~(VM_READ | VM_WRITE | VM_FIXED) || !(flags & (VM_READ | VM_WRITE)) || length % PAGE_SIZE != 0 ||
	    length == 0)
		return -EINVAL;
	if (!(flags & VM_FIXED))
		address = vm_find_free(&target->vm, length);
	if (address == 0)
		return flags & VM_FIXED ? -EINVAL : -ENOMEM;
	status = vm_map(&target->vm, address, length, flags & (VM_READ | VM_WRITE), proc_is_system(target),
	                priv_of(target)->max_pages);
	return status == 0 ? (s32)address : status;
}

s32
kcall_vm_unmap(struct proc *p, const u32 *args)
{
	struct proc *target;
	s32 status = mapping_target(p, (endpoint_t)args[0], &target);

	return status == 0 ? vm_unmap(&target->vm, args[1], args[2]) : status;
}

static s32
map_borrowed(struct proc *p, u32 phys, u32 length, u32 flags)
{
	u32 address = vm_find_free(&p->vm, length);

	if (flags & ~(VM_READ | VM_WRITE) || flags == 0)
		return -EINVAL;
	if (address == 0)
		return -ENOMEM;
	s32 status = vm_map_frames(&p->vm, address, phys, length, flags | REGION_BORROWED);
	return status == 0 ? (s32)address : status;
}

s32
kcall_vm_phys(struct proc *p, const u32 *args)
{
	const struct privilege *priv = priv_of(p);
	u32 phys = args[0], length = args[1];

	if (phys % PAGE_SIZE != 0 || length % PAGE_SIZE != 0 || length == 0)
		return -EINVAL;
	for (u32 i = 0; i < priv->mem_count; i++) {
		const struct mem_range *range = &priv->mem[i];
		if (phys < range->phys || phys - range->phys > range->length ||
		    length > range->length - (phys - range->phys))
			continue;
		/* RAM is never a device, whatever the privilege says. */
		return frames_are_ram(phys, length) ? -EPERM : map_borrowed(p, phys, length, args[2]);
	}
	return -EPERM;
}

s32
kcall_vm_ramdisk(struct proc *p, const u32 *args)
{
	if (!(priv_of(p)->flags & PRIV_RAMDISK))
		return -EPERM;
	for (u32 i = 0; i < boot.module_count; i++)
		if (boot.modules[i].kind == ARCHIVE_RAMDISK)
			return map_borrowed(p, boot.modules[i].phys, ROUND_UP(boot.modules[i].memory_bytes, PAGE_SIZE), args[0]);
	return -ENOENT;
}

s32
kcall_vm_keep(struct proc *p, const u32 *args)
{
	return keep_map(p, args[0]);
}

s32
kcall_keep_free(struct proc *p, const u32 *args)
{
	char label[LABEL_LEN + 1]; /* a character more tells those that are too long */
	int length = copy_string_from_user(p, label, args[0], sizeof(label));

	if (length < 0)
		return length;
	return length >= LABEL_LEN ? -ENAMETOOLONG : keep_free(label);
}

s32
kcall_dma_alloc(struct proc *p, const u32 *args)
{
	u32 address, phys;
	s32 status = dma_alloc(p, args[0], &address, &phys);

	if (status != 0)
		return status;
	if (copy_to_user(p, args[1], &address, sizeof(address)) == 0 &&
	    copy_to_user(p, args[2], &phys, sizeof(phys)) == 0)
		return 0;
	/* The driver never learned the address: no function can be using it. */
	dma_take_back(p, address);
	return -EFAULT;
}

s32
kcall_dma_free(struct proc *p, const u32 *args)
{
	return dma_free(p, args[0]);
}

s32
kcall_grant_table(struct proc *p, const u32 *args)
{
	return grant_set_table(p, args[0], args[1]);
}

s32
kcall_safecopy_from(struct proc *p, const u32 *args)
{
	return grant_copy(p, (endpoint_t)args[0], (grant_id_t)args[1], args[2], args[3], args[4], 0);
}

s32
kcall_safecopy_to(struct proc *p, const u32 *args)
{
	return grant_copy(p, (endpoint_t)args[0], (grant_id_t)args[1], args[2], args[3], args[4], 1);
}

s32
kcall_safecopy_vector(struct proc *p, const u32 *args)
{
	return grant_copy_vector(p, args[0], args[1]);
}
