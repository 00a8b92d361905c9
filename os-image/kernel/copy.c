/*
 * Copies from and to the memory of processes. The kernel never follows a
 * process' pointer itself: it walks the process' page tables and uses the
 * direct map, so that a bad pointer can't fault in the kernel and a read-only
 * page stays read-only.
 */
#include <errno.h>
#include <kintsugi/kcall.h>

#include "lib.h"
#include "memory.h"
#include "proc.h"

static u32
rest_of_page(u32 address)
{
	return PAGE_SIZE - (address & PAGE_MASK);
}

int
user_range_ok(u32 address, u32 length)
{
	return address <= USER_TOP && length <= USER_TOP - address;
}

void *
user_page(struct proc *p, u32 address, int write)
{
	u32 needed = PTE_PRESENT | PTE_USER | (write ? PTE_WRITE : 0);

	if (address >= USER_TOP || p->vm.cr3 == NO_FRAME)
		return NULL;
	u32 *entry = paging_entry(p->vm.cr3, address, 0);
	if (entry == NULL || (*entry & needed) != needed) {
		if (vm_touch(p, address, write) != 0)
			return NULL;
		entry = paging_entry(p->vm.cr3, address, 0);
	}
	u32 phys = *entry & PTE_FRAME;
	/* Device memory beyond the direct map is the driver's to touch, not the kernel's. */
	if (phys >= direct_map_end)
		return NULL;
	return (u8 *)PHYS_TO_PTR(phys) + (address & PAGE_MASK);
}

int
copy_from_user(struct proc *p, void *to, u32 from, u32 length)
{
	if (!user_range_ok(from, length))
		return -EFAULT;
	while (length > 0) {
		u32 part = rest_of_page(from) < length ? rest_of_page(from) : length;
		const void *page = user_page(p, from, 0);
		if (page == NULL)
			return -EFAULT;
		memcpy(to, page, part);
		to = (u8 *)to + part;
		from += part;
		length -= part;
	}
	return 0;
}

int
copy_to_user(struct proc *p, u32 to, const void *from, u32 length)
{
	if (!user_range_ok(to, length))
		return -EFAULT;
	while (length > 0) {
		u32 part = rest_of_page(to) < length ? rest_of_page(to) : length;
		void *page = user_page(p, to, 1);
		if (page == NULL)
			return -EFAULT;
		memcpy(page, from, part);
		from = (const u8 *)from + part;
		to += part;
		length -= part;
	}
	return 0;
}

int
copy_user_to_user(struct proc *from_proc, u32 from, struct proc *to_proc, u32 to, u32 length)
{
	if (!user_range_ok(from, length) || !user_range_ok(to, length))
		return -EFAULT;
	while (length > 0) {
		u32 part = length;
		if (rest_of_page(from) < part)
			part = rest_of_page(from);
		if (rest_of_page(to) < part)
			part = rest_of_page(to);
		const void *source = user_page(from_proc, from, 0);
		void *target = user_page(to_proc, to, 1);
		if (source == NULL || target == NULL)
			return -EFAULT;
		memmove(target, source, part);
		from += part;
		to += part;
		length -= part;
	}
	return 0;
}
