/* The end of the heap. */
#include <errno.h>
#include <unistd.h>

#include "../pm_call.h"

/* The break that PM last confirmed; 0 before the first call. */
static u32 current_break;

static int
set_break(u32 address)
{
	struct message m;

	MESSAGE_BODY(&m, struct pm_brk)->address = address;
	if (pm_call(PM_BRK, &m) < 0)
		return -1;
	current_break = MESSAGE_BODY(&m, struct pm_address_reply)->address;
	return 0;
}

int
brk(void *address)
{
	return set_break((u32)address);
}

void *
sbrk(intptr_t increment)
{
	u32 old;
	u32 new;

	if (current_break == 0 && set_break(0) < 0)
		return (void *)-1;
	old = current_break;
	if (increment == 0)
		return (void *)old;
	new = old + (u32)increment;
	if ((increment > 0) != (new > old)) {
		errno = ENOMEM;
		return (void *)-1;
	}
	return set_break(new) < 0 ? (void *)-1 : (void *)old;
}
