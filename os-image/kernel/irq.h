/*
 * Interrupt lines. A driver hooks a line that its privileges name; when the
 * line fires it is masked, each hook's owner gets a notification from
 * EP_HARDWARE, and the line opens again when all of them called K_IRQ_ENABLE.
 */
#ifndef KERNEL_IRQ_H
#define KERNEL_IRQ_H

#include <kintsugi/kernel_devices.h>

#include "proc.h"

void irq_init(void);
/* Lets the kernel's own lines through. */
void irq_unmask_kernel(u32 irq);
void irq_handle(u32 irq);
s32 irq_hook(struct proc *p, u32 irq, u32 id, u32 flags);
s32 irq_enable(struct proc *p, u32 hook);
s32 irq_disable(struct proc *p, u32 hook);
s32 irq_remove(struct proc *p, u32 hook);
void irq_forget(struct proc *p);
int irq_has_hooks(const struct proc *p);
u32 irq_hooks_in_use(void);

#endif
