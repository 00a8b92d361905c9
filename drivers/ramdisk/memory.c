/* The character devices mem, null and zero. */
#include <errno.h>
#include <fcntl.h>
#include <kintsugi/devices.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>

#include "ramdisk.h"

#define ZEROS_BYTES 16384u

static const u8 zeros[ZEROS_BYTES];

static u32
at_most(u32 value, u32 limit)
{
	return value < limit ? value : limit;
}

static s32
open_minor(u32 minor, u32 flags, u32 uid)
{
	(void)uid; /* VFS has checked the special file's mode */
	switch (minor) {
	case MINOR_NULL:
	case MINOR_ZERO:
		return (s32)minor;
	case MINOR_MEM:
		return (flags & O_ACCMODE) == O_RDONLY ? (s32)minor : -EROFS;
	}
	return -ENXIO;
}

static s32
read_zeros(struct char_call *call)
{
	s32 result = CHAR_DONE;

	while (result == CHAR_DONE && char_left(call) > 0)
		result = char_put(call, zeros, at_most(char_left(call), ZEROS_BYTES));
	return result;
}

/*
 * A page at a time, and no longer mapped than it takes to copy it. What the
 * kernel does not map for us does not exist as far as the reader is concerned.
 */
static s32
read_page(struct char_call *call, u32 address)
{
	u32 offset = address % PAGE_SIZE;
	void *page;
	s32 result;

	if (sys_vm_phys(address - offset, PAGE_SIZE, VM_READ, &page) < 0)
		return -ENXIO;
	result = char_put(call, (const u8 *)page + offset,
			  at_most(char_left(call), PAGE_SIZE - offset));
	if (sys_vm_unmap(EP_SELF, (u32)page, PAGE_SIZE) < 0)
		panic("ramdisk: a page of physical memory can't be unmapped");
	return result;
}

static s32
read_physical(struct char_call *call)
{
	s32 result = CHAR_DONE;

	while (result == CHAR_DONE && char_left(call) > 0) {
		s64 address = call->position + call->done;

		if (address < 0 || address > UINT32_MAX)
			return -ENXIO;
		result = read_page(call, (u32)address);
	}
	return result;
}

static s32
read_minor(struct char_call *call)
{
	switch (call->minor) {
	case MINOR_NULL:
		return CHAR_DONE;
	case MINOR_ZERO:
		return read_zeros(call);
	case MINOR_MEM:
		return read_physical(call);
	}
	return -ENXIO;
}

static s32
write_minor(struct char_call *call)
{
	switch (call->minor) {
	case MINOR_NULL:
	case MINOR_ZERO:
		call->done = call->length;
		return CHAR_DONE;
	case MINOR_MEM:
		return -EROFS;
	}
	return -ENXIO;
}

const struct char_driver memory_driver = {
	.open = open_minor,
	.read = read_minor,
	.write = write_minor,
};
