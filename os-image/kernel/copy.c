/*
 * Copies from and to the memory of processes. For the running process the MMU
 * checks the addresses: user_copy (entry.S) may fault, which ends the copy, and
 * CR0.WP keeps read-only pages read-only for the kernel too. For any other
 * process the kernel walks the page tables and uses the direct map.
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

HOT int
user_range_ok(u32 address, u32 length)
{
	return address <= USER_TOP && length <= USER_TOP - address;
}

HOT void *
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

HOT int
copy_from_user(struct proc *p, void *to, u32 from, u32 length)
{
	if (!user_range_ok(from, length))
		return -EFAULT;
	if (p == current)
		return user_copy(to, (const void *)from, length);
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

HOT int
copy_to_user(struct proc *p, u32 to, const void *from, u32 length)
{
	if (!user_range_ok(to, length))
		return -EFAULT;
	if (p == current)
		return user_copy((void *)to, from, length);
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
copy_string_from_user(struct proc *p, char *to, u32 from, u32 size)
{
	u32 length = 0;

	memset(to, 0, size);
	for (; length < size - 1; length++) {
		if (copy_from_user(p, &to[length], from + length, 1) != 0)
			return -EFAULT;
		if (to[length] == '\0')
			break;
	}
	return (int)length;
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
