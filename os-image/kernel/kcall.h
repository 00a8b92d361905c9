/* Kernel calls, by subject; each takes the caller and its five arguments. */
#ifndef KERNEL_KCALL_H
#define KERNEL_KCALL_H

#include "proc.h"

typedef s32 kcall_fn(struct proc *p, const u32 *args);

/* kcall_info.c */
kcall_fn kcall_time, kcall_info, kcall_lookup, kcall_diag;
/* kcall_proc.c */
kcall_fn kcall_proc_create, kcall_proc_fork, kcall_proc_exec, kcall_proc_exit, kcall_proc_stop, kcall_proc_resume,
        kcall_sched, kcall_priv_set, kcall_sig_get, kcall_sig_send, kcall_sig_return, kcall_exit;
/* kcall_memory.c */
kcall_fn kcall_copy, kcall_vm_map, kcall_vm_unmap, kcall_vm_phys, kcall_vm_ramdisk, kcall_vm_keep, kcall_keep_free,
        kcall_dma_alloc, kcall_dma_free, kcall_grant_table, kcall_safecopy_from, kcall_safecopy_to, kcall_safecopy_vector;
/* kcall_device.c */
kcall_fn kcall_irq_hook, kcall_irq_enable, kcall_irq_disable, kcall_irq_remove, kcall_isa_dma_start,
        kcall_isa_dma_stop, kcall_alarm, kcall_event, kcall_event_read, kcall_halt;

#endif
