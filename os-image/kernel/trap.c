/* What to do about each entry into the kernel: exceptions, interrupts, traps. */
#include <errno.h>
#include <kintsugi/trap.h>

#include "ipc.h"
#include "irq.h"
#include "kernel.h"
#include "lib.h"

/* A page that is not there may only have to appear. 0, -EFAULT or -ENOMEM. */
static int
page_in(struct proc *p, u32 address, u32 error_code)
{
	return error_code & PAGE_FAULT_PRESENT ? -EFAULT : vm_touch(p, address, (error_code & PAGE_FAULT_WRITE) != 0);
}

/* An exception in a process: its manager is told why. */
static void
process_exception(struct proc *p)
{
	struct ksig sig = {
		.kind = KSIG_EXCEPTION,
		.vector = p->regs.vector,
		.error_code = p->regs.error_code,
		.eip = p->regs.eip,
	};

	if (sig.vector == EXC_PAGE_FAULT) {
		sig.address = read_cr2();
		int status = page_in(p, sig.address, sig.error_code);
		if (status == 0)
			return;
		if (status == -ENOMEM)
			sig.kind = KSIG_NO_MEMORY;
	}
	if (sig.vector == EXC_NO_FPU && fpu_claim(p))
		return;
	if (sig.vector == EXC_BREAKPOINT && breakpoint_again(p))
		return;
	proc_fault(p, PROC_FAULTED, &sig);
}

HOT void
trap_from_user(struct regs *regs)
{
	struct proc *p = current;
	u32 vector = regs->vector;

	kassert(p != NULL && regs == &p->regs);
	if (vector == TRAP_IPC)
		ipc_trap(p);
	else if (vector == TRAP_KCALL)
		kcall_trap(p);
	else if (vector >= IRQ_VECTOR)
		irq_handle(vector - IRQ_VECTOR);
	else if (vector != EXC_NMI) /* nobody's fault, and nothing to do about it */
		process_exception(p);
	sched_run();
}

/* A page fault while the kernel copies from or to the memory of the running process. */
static void
copy_fault(struct regs *regs)
{
	if (current == NULL || page_in(current, read_cr2(), regs->error_code) != 0)
		regs->eip = (u32)user_copy_failed;
}

void
trap_from_kernel(struct regs *regs)
{
	if (regs->vector == EXC_PAGE_FAULT && regs->eip >= (u32)user_copy_begin && regs->eip < (u32)user_copy_end) {
		copy_fault(regs);
		return;
	}
	if (regs->vector == EXC_NMI)
		return;
	if (regs->vector < IRQ_VECTOR || regs->vector >= IRQ_VECTOR + IRQ_COUNT)
		panic_exception(regs);
	irq_handle(regs->vector - IRQ_VECTOR);
}
