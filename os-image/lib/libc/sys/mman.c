/* Anonymous memory; protections have PM's values. */
#include <errno.h>
#include <sys/mman.h>

#include "../pm_call.h"

_Static_assert(PROT_READ == PM_PROT_READ && PROT_WRITE == PM_PROT_WRITE &&
		       PROT_EXEC == PM_PROT_EXEC,
	       "protections go to PM as they are");

void *
mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
	struct message m;

	if ((flags & ~MAP_FIXED) != (MAP_PRIVATE | MAP_ANONYMOUS) || fd != -1 || offset != 0) {
		errno = EINVAL;
		return MAP_FAILED;
	}
	*MESSAGE_BODY(&m, struct pm_mmap) = (struct pm_mmap){
		.address = (u32)address,
		.length = length,
		.protection = (u32)protection,
		.fixed = (flags & MAP_FIXED) != 0,
	};
	if (pm_call(PM_MMAP, &m) < 0)
		return MAP_FAILED;
	return (void *)MESSAGE_BODY(&m, struct pm_address_reply)->address;
}

int
munmap(void *address, size_t length)
{
	struct message m;

	*MESSAGE_BODY(&m, struct pm_munmap) = (struct pm_munmap){
		.address = (u32)address,
		.length = length,
	};
	return pm_call(PM_MUNMAP, &m);
}
