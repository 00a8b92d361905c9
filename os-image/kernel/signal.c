/*
 * Signal handlers: the process manager decides, the kernel moves registers.
 * The saved registers lie on the process' own stack and are not believed when
 * they come back.
 */
#include "signal.h"

#include <errno.h>

#include "ipc.h"
#include "lib.h"

#define CONTEXT_MAGIC 0x53494743u /* "SIGC" */

/* As the handler finds it at its stack pointer. */
struct signal_frame {
	u32 return_address; /* the trampoline */
	s32 signal;         /* the handler's argument; `context` points here */
	u32 magic;
	u32 mask;
	struct regs regs;
	struct fpu_state fpu;
};

/* Whether it waits for the answer of one who may be copying to or from its memory for it. */
static int
waits_for_work(const struct proc *p)
{
	const struct proc *server;

	if (!(p->state & PROC_RECEIVING) || !p->in_sendrec)
		return 0;
	server = proc_of(p->receiving_from);
	return server != NULL && priv_of(server)->flags & PRIV_GRANT_BEHALF;
}

s32
signal_send(struct proc *p, const struct ksigframe *request)
{
	struct signal_frame frame = {
		.return_address = request->trampoline,
		.signal = request->signal,
		.magic = CONTEXT_MAGIC,
		.mask = request->mask,
	};
	u32 size = (u32)sizeof(frame);
	u32 esp = p->regs.esp;

	if (p->state & PROC_EXITING)
		return -EINVAL;
	if (waits_for_work(p))
		return -EBUSY;
	if (esp < size || !user_range_ok(request->handler, 1))
		return -EFAULT;
	/* Aligned as a call leaves it (i386 ABI: to 16 before the return address is pushed). */
	u32 at = ((esp - size + 4) & ~15u) - 4;
	/* What came for it belongs to the trap that the handler interrupts, whose result is saved. */
	if (p->has_mail)
		ipc_hand_over_mail(p);
	frame.regs = p->regs;
	fpu_get(p, &frame.fpu);
	if (p->state & (PROC_SENDING | PROC_RECEIVING))
		frame.regs.eax = (u32)-EINTR;
	if (at > esp || copy_to_user(p, at, &frame, size) != 0)
		return -EFAULT;
	ipc_abort_wait(p, -EINTR);
	p->regs.esp = at;
	p->regs.eip = request->handler;
	p->regs.eflags = EFLAGS_FIXED | EFLAGS_IF;
	fpu_forget(p); /* the handler finds an FPU of its own */
	p->has_ksig = 0;
	proc_unblock(p, PROC_FAULTED);
	return 0;
}

s32
signal_return(struct proc *p, u32 context, u32 *mask)
{
	struct signal_frame frame;
	u32 skip = offsetof(struct signal_frame, signal);

	if (context < skip || copy_from_user(p, &frame, context - skip, sizeof(frame)) != 0)
		return -EFAULT;
	if (frame.magic != CONTEXT_MAGIC)
		return -EINVAL;
	ipc_abort_wait(p, -EINTR);
	struct regs *r = &frame.regs;
	r->cs = USER_CS;
	r->ds = r->es = r->ss = USER_DS;
	r->fs = r->gs = 0;
	r->eflags = (r->eflags & EFLAGS_USER) | EFLAGS_FIXED | EFLAGS_IF;
	p->regs = *r;
	fpu_set(p, &frame.fpu);
	*mask = frame.mask;
	return 0;
}
