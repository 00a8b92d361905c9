/*
 * Memory of user processes: the heap, from the end of the program's data up to
 * its break, and anonymous mappings above USER_MMAP_BASE. No process gets more
 * than half of the machine's memory, so that one alone can't starve the rest.
 */
#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>

#include "pm.h"

static u32 max_pages; /* of one process */

void
memory_init(void)
{
	struct kusage usage;
	int error = sys_info(KINFO_USAGE, &usage, sizeof(usage), 0);

	if (error < 0)
		panic("the kernel does not tell the size of memory: error %d", -error);
	max_pages = usage.frames_total / 2;
}

/* Whether the process may have so many bytes more: 0 or -ENOMEM. */
static int
check_limit(const struct mproc *p, u32 length)
{
	struct kprocess info;
	int error = sys_info(KINFO_PROCESS, &info, sizeof(info), (u32)ENDPOINT_SLOT(p->endpoint));

	if (error < 0)
		return error;
	if (info.pages > max_pages || length / PAGE_SIZE > max_pages - info.pages)
		return -ENOMEM;
	return 0;
}

static int
grow_heap(struct mproc *p, u32 from, u32 to)
{
	u32 mapped;
	int error = check_limit(p, to - from);

	if (error < 0)
		return error;
	error = sys_vm_map(p->endpoint, from, to - from, VM_READ | VM_WRITE | VM_FIXED, &mapped);
	/* Something is in the way there: for the caller the same as no memory. */
	return error == -EINVAL ? -ENOMEM : error;
}

/* The break moves to address; whole pages come and go with it. */
static int
move_break(struct mproc *p, u32 address)
{
	u32 old_end = ROUND_UP(p->heap_end, PAGE_SIZE);
	u32 new_end;
	int error = 0;

	if (address < p->heap_start || address > USER_MMAP_BASE)
		return -ENOMEM;
	new_end = ROUND_UP(address, PAGE_SIZE);
	if (new_end > old_end)
		error = grow_heap(p, old_end, new_end);
	else if (new_end < old_end)
		error = sys_vm_unmap(p->endpoint, new_end, old_end - new_end);
	if (error < 0)
		return error;
	p->heap_end = address;
	return 0;
}

s32
do_brk(struct mproc *caller, struct message *m)
{
	u32 address = MESSAGE_BODY(m, struct pm_brk)->address;
	int error = address != 0 ? move_break(caller, address) : 0;

	MESSAGE_BODY(m, struct pm_address_reply)->address = caller->heap_end;
	return error;
}

/* Whether [address, address + length) lies where mappings may be; both are on pages. */
static int
is_mappable(u32 address, u32 length)
{
	return address >= USER_MMAP_BASE && address < PM_MMAP_TOP && length <= PM_MMAP_TOP - address;
}

static int
check_range(u32 address, u32 *length)
{
	if (*length == 0 || *length > PM_MMAP_TOP - USER_MMAP_BASE || (address & PAGE_MASK) != 0)
		return -EINVAL;
	*length = ROUND_UP(*length, PAGE_SIZE);
	return 0;
}

s32
do_mmap(struct mproc *caller, struct message *m)
{
	struct pm_mmap request = *MESSAGE_BODY(m, struct pm_mmap);
	u32 flags = VM_READ;
	u32 mapped = 0;
	int error;

	if (!request.fixed)
		request.address = 0;
	error = check_range(request.address, &request.length);
	if (error < 0)
		return error;
	if ((request.protection & PM_PROT_READ) == 0 ||
	    (request.protection & ~(PM_PROT_READ | PM_PROT_WRITE | PM_PROT_EXEC)) != 0 ||
	    (request.fixed && !is_mappable(request.address, request.length)))
		return -EINVAL;
	if ((request.protection & PM_PROT_WRITE) != 0)
		flags |= VM_WRITE;
	if (request.fixed)
		flags |= VM_FIXED;
	error = check_limit(caller, request.length);
	if (error < 0)
		return error;
	error = sys_vm_map(caller->endpoint, request.address, request.length, flags, &mapped);
	if (error < 0)
		return error;
	/* The kernel may find room where we allow none. */
	if (!is_mappable(mapped, request.length)) {
		sys_vm_unmap(caller->endpoint, mapped, request.length);
		return -ENOMEM;
	}
	MESSAGE_BODY(m, struct pm_address_reply)->address = mapped;
	return 0;
}

s32
do_munmap(struct mproc *caller, struct message *m)
{
	struct pm_munmap request = *MESSAGE_BODY(m, struct pm_munmap);
	int error = check_range(request.address, &request.length);

	if (error < 0)
		return error;
	if (!is_mappable(request.address, request.length))
		return -EINVAL;
	return sys_vm_unmap(caller->endpoint, request.address, request.length);
}
