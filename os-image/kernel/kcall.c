/* The kernel call trap: one table, one check of privileges. */
#include "kcall.h"

#include <errno.h>

#include "kernel.h"
#include "lib.h"

static kcall_fn *const calls[KCALL_COUNT] = {
	[K_TIME] = kcall_time,
	[K_INFO] = kcall_info,
	[K_LOOKUP] = kcall_lookup,
	[K_DIAG] = kcall_diag,
	[K_PROC_CREATE] = kcall_proc_create,
	[K_PROC_FORK] = kcall_proc_fork,
	[K_PROC_EXEC] = kcall_proc_exec,
	[K_PROC_EXIT] = kcall_proc_exit,
	[K_PROC_STOP] = kcall_proc_stop,
	[K_PROC_RESUME] = kcall_proc_resume,
	[K_SCHED] = kcall_sched,
	[K_PRIV_SET] = kcall_priv_set,
	[K_SIG_GET] = kcall_sig_get,
	[K_SIG_SEND] = kcall_sig_send,
	[K_SIG_RETURN] = kcall_sig_return,
	[K_COPY] = kcall_copy,
	[K_EXIT] = kcall_exit,
	[K_VM_MAP] = kcall_vm_map,
	[K_VM_UNMAP] = kcall_vm_unmap,
	[K_VM_PHYS] = kcall_vm_phys,
	[K_VM_RAMDISK] = kcall_vm_ramdisk,
	[K_VM_KEEP] = kcall_vm_keep,
	[K_KEEP_FREE] = kcall_keep_free,
	[K_DMA_ALLOC] = kcall_dma_alloc,
	[K_DMA_FREE] = kcall_dma_free,
	[K_GRANT_TABLE] = kcall_grant_table,
	[K_SAFECOPY_FROM] = kcall_safecopy_from,
	[K_SAFECOPY_TO] = kcall_safecopy_to,
	[K_SAFECOPY_VECTOR] = kcall_safecopy_vector,
	[K_ISA_DMA_START] = kcall_isa_dma_start,
	[K_ISA_DMA_STOP] = kcall_isa_dma_stop,
	[K_IRQ_HOOK] = kcall_irq_hook,
	[K_IRQ_ENABLE] = kcall_irq_enable,
	[K_IRQ_DISABLE] = kcall_irq_disable,
	[K_IRQ_REMOVE] = kcall_irq_remove,
	[K_ALARM] = kcall_alarm,
	[K_EVENT] = kcall_event,
	[K_EVENT_READ] = kcall_event_read,
	[K_HALT] = kcall_halt,
};

_Static_assert(KCALL_COUNT <= 64, "privilege structures hold a bit for each of 64 calls");

HOT void
kcall_trap(struct proc *p)
{
	u32 number = p->regs.eax;
	u32 args[5] = { p->regs.ebx, p->regs.ecx, p->regs.edx, p->regs.esi, p->regs.edi };

	if (number >= KCALL_COUNT || calls[number] == NULL)
		p->regs.eax = (u32)-EBADCALL;
	else if (!PRIV_BIT_TEST(p->kcalls, number))
		p->regs.eax = (u32)-EPERM;
	else
		p->regs.eax = (u32)calls[number](p, args);
}
