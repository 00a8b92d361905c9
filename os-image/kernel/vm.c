/*
 * The regions of an address space. Pages are there from the start, so that a
 * process that got its memory never dies for want of it; the one exception is
 * the stack of a user process, which grows on demand (vm_touch).
 */
#include <errno.h>
#include <kintsugi/kcall.h>

#include "lib.h"
#include "memory.h"
#include "proc.h"

static u32
entry_flags(u32 region_flags)
{
	return PTE_PRESENT | PTE_USER | (region_flags & VM_WRITE ? PTE_WRITE : 0) |
	       (region_flags & REGION_BORROWED ? PTE_BORROWED : 0);
}

int
vm_create(struct vm *vm)
{
	memset(vm, 0, sizeof(*vm));
	vm->cr3 = paging_create();
	return vm->cr3 == NO_FRAME ? -ENOMEM : 0;
}

/* Unmaps the present pages of a range and frees those that are the process' own. */
static void
drop_pages(struct vm *vm, u32 start, u32 end)
{
	for (u32 at = start; at < end; at += PAGE_SIZE) {
		u32 *entry = paging_entry(vm->cr3, at, 0);
		if (entry == NULL) { /* nor any other page of that table: a range may be long and empty */
			at = ROUND_DOWN(at, TABLE_SPAN) + TABLE_SPAN - PAGE_SIZE;
			continue;
		}
		if (!(*entry & PTE_PRESENT))
			continue;
		if (!(*entry & PTE_BORROWED)) {
			frame_free(*entry & PTE_FRAME);
			vm->pages--;
		}
		*entry = 0;
		paging_flush(vm->cr3, at);
	}
}

void
vm_destroy(struct vm *vm)
{
	if (vm->cr3 == NO_FRAME)
		return;
	for (u32 i = 0; i < vm->region_count; i++)
		drop_pages(vm, vm->regions[i].start, vm->regions[i].end);
	kassert(vm->pages == 0);
	paging_destroy(vm->cr3);
	memset(vm, 0, sizeof(*vm));
}

/* Index of the first region that ends above `address`. */
static u32
region_index(const struct vm *vm, u32 address)
{
	u32 i = 0;

	while (i < vm->region_count && vm->regions[i].end <= address)
		i++;
	return i;
}

const struct region *
vm_region(const struct vm *vm, u32 address)
{
	u32 i = region_index(vm, address);

	if (i < vm->region_count && vm->regions[i].start <= address)
		return &vm->regions[i];
	return NULL;
}

/* Enters a region; one that goes on where a like one ends becomes part of that. */
static int
add_region(struct vm *vm, u32 start, u32 end, u32 flags)
{
	u32 i = region_index(vm, start);
	struct region *at = &vm->regions[i];

	if (i < vm->region_count && at->start < end)
		return -EINVAL;
	if (i > 0 && at[-1].end == start && at[-1].flags == flags && !(flags & REGION_DMA)) {
		at[-1].end = end;
		return 0;
	}
	if (vm->region_count == VM_MAX_REGIONS)
		return -ENOMEM;
	memmove(at + 1, at, (vm->region_count - i) * sizeof(*at));
	vm->region_count++;
	*at = (struct region){ start, end, flags };
	return 0;
}

/* Takes [start, end) out of the list; the pages are the caller's care. */
static int
remove_range(struct vm *vm, u32 start, u32 end)
{
	for (u32 i = 0; i < vm->region_count;) {
		struct region *r = &vm->regions[i];
		if (r->end <= start || r->start >= end) {
			i++;
		} else if (r->start < start && r->end > end) {
			if (vm->region_count == VM_MAX_REGIONS)
				return -ENOMEM;
			memmove(r + 1, r, (vm->region_count - i) * sizeof(*r));
			vm->region_count++;
			r[0].end = start;
			r[1].start = end;
			return 0;
		} else if (r->start < start) {
			r->end = start;
			i++;
		} else if (r->end > end) {
			r->start = end;
			i++;
		} else {
			vm->region_count--;
			memmove(r, r + 1, (vm->region_count - i) * sizeof(*r));
		}
	}
	return 0;
}

static int
is_user_range(u32 start, u32 length)
{
	return start % PAGE_SIZE == 0 && length % PAGE_SIZE == 0 && length > 0 && start >= USER_BASE &&
	       user_range_ok(start, length);
}

int
vm_map(struct vm *vm, u32 start, u32 length, u32 flags, int is_system, u32 max_pages)
{
	u32 pages = length / PAGE_SIZE;

	if (!is_user_range(start, length))
		return -EINVAL;
	if (!(flags & REGION_DEMAND)) {
		if (pages > frames_available(is_system))
			return -ENOMEM;
		if (max_pages != 0 && (vm->pages > max_pages || pages > max_pages - vm->pages))
			return -ENOMEM;
	}
	int status = add_region(vm, start, start + length, flags);
	if (status != 0 || flags & REGION_DEMAND)
		return status;
	for (u32 at = start; at < start + length; at += PAGE_SIZE) {
		u32 *entry = paging_entry(vm->cr3, at, 1);
		u32 frame = entry == NULL ? NO_FRAME : frame_alloc(is_system);
		if (frame == NO_FRAME) {
			drop_pages(vm, start, at);
			paging_trim(vm->cr3, start, start + length);
			remove_range(vm, start, start + length);
			return -ENOMEM;
		}
		*entry = frame | entry_flags(flags);
		vm->pages++;
	}
	return 0;
}

int
vm_map_frames(struct vm *vm, u32 start, u32 phys, u32 length, u32 flags)
{
	if (!is_user_range(start, length))
		return -EINVAL;
	int status = add_region(vm, start, start + length, flags);
	if (status != 0)
		return status;
	for (u32 offset = 0; offset < length; offset += PAGE_SIZE)
		if (paging_entry(vm->cr3, start + offset, 1) == NULL) {
			paging_trim(vm->cr3, start, start + length);
			remove_range(vm, start, start + length);
			return -ENOMEM;
		}
	for (u32 offset = 0; offset < length; offset += PAGE_SIZE)
		*paging_entry(vm->cr3, start + offset, 0) = (phys + offset) | entry_flags(flags);
	if (!(flags & REGION_BORROWED))
		vm->pages += length / PAGE_SIZE;
	return 0;
}

int
vm_unmap(struct vm *vm, u32 start, u32 length)
{
	if (!is_user_range(start, length))
		return -EINVAL;
	for (u32 i = region_index(vm, start); i < vm->region_count && vm->regions[i].start < start + length; i++)
		if (vm->regions[i].flags & REGION_DMA)
			return -EBUSY; /* K_DMA_FREE is the way */
	int status = remove_range(vm, start, start + length);
	if (status == 0) {
		drop_pages(vm, start, start + length);
		paging_trim(vm->cr3, start, start + length);
	}
	return status;
}

int
vm_forget_region(struct vm *vm, u32 start)
{
	const struct region *r = vm_region(vm, start);

	if (r == NULL || r->start != start)
		return -EINVAL;
	paging_trim(vm->cr3, start, r->end);
	return remove_range(vm, start, r->end);
}

u32
vm_find_free(const struct vm *vm, u32 length)
{
	u32 at = USER_MMAP_BASE + PAGE_SIZE;

	if (length == 0 || length > USER_TOP - USER_MMAP_BASE)
		return 0;
	for (u32 i = 0; i < vm->region_count; i++) {
		const struct region *r = &vm->regions[i];
		if (r->end <= at)
			continue;
		if (r->start >= at && r->start - at >= length + PAGE_SIZE)
			return at;
		at = r->end + PAGE_SIZE;
	}
	return user_range_ok(at, length) ? at : 0;
}

int
vm_fork(struct vm *to, const struct vm *from, int is_system)
{
	if (from->pages > frames_available(is_system))
		return -ENOMEM;
	if (vm_create(to) != 0)
		return -ENOMEM;
	memcpy(to->regions, from->regions, sizeof(to->regions));
	to->region_count = from->region_count;
	for (u32 i = 0; i < from->region_count; i++) {
		const struct region *r = &from->regions[i];
		for (u32 at = r->start; at < r->end; at += PAGE_SIZE) {
			u32 *source = paging_entry(from->cr3, at, 0);
			if (source == NULL || !(*source & PTE_PRESENT) || *source & PTE_BORROWED)
				continue;
			u32 *target = paging_entry(to->cr3, at, 1);
			u32 frame = target == NULL ? NO_FRAME : frame_alloc(is_system);
			if (frame == NO_FRAME) {
				vm_destroy(to);
				return -ENOMEM;
			}
			memcpy(PHYS_TO_PTR(frame), PHYS_TO_PTR(*source & PTE_FRAME), PAGE_SIZE);
			*target = frame | entry_flags(r->flags);
			to->pages++;
		}
	}
	return 0;
}

int
vm_touch(struct proc *p, u32 address, int write)
{
	const struct region *r = vm_region(&p->vm, address);

	if (r == NULL || !(r->flags & REGION_DEMAND) || (write && !(r->flags & VM_WRITE)))
		return -EFAULT;
	u32 *entry = paging_entry(p->vm.cr3, address, 1);
	if (entry == NULL)
		return -ENOMEM;
	if (*entry & PTE_PRESENT)
		return -EFAULT;
	u32 frame = frame_alloc(proc_is_system(p));
	if (frame == NO_FRAME)
		return -ENOMEM;
	*entry = frame | entry_flags(r->flags);
	p->vm.pages++;
	return 0;
}
