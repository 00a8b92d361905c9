/*
 * Breakpoints of the host (kintsugi/breakpoint.h): is an INT3 in a process one of them?
 *
 * Each time that the host says "again" is a trap like any other, with interrupts and scheduling
 * before the process goes on. So a host that never takes its INT3 away holds up this process, not
 * the kernel.
 */
#include <kintsugi/breakpoint.h>
#include <kintsugi/ports.h>

#include "kernel.h"

#define INT3 0xccu /* one byte; `int $3` (CD 03) ends in another and is never the host's */

int
breakpoint_again(struct proc *p)
{
	u32 address = p->regs.eip - 1; /* a trap: EIP is behind the instruction */
	u8 opcode;

	if (copy_from_user(p, &opcode, address, sizeof(opcode)) != 0 || opcode != INT3)
		return 0;
	outl(BREAKPOINT_PORT, address);
	if (inl(BREAKPOINT_PORT) != BREAKPOINT_AGAIN)
		return 0;
	p->regs.eip = address;
	return 1;
}
