/*
 * Signal handlers (signal.c): K_SIG_SEND and K_SIG_RETURN for a process that is
 * not the running one. Errors leave it as it was.
 */
#ifndef KERNEL_SIGNAL_H
#define KERNEL_SIGNAL_H

#include "proc.h"

s32 signal_send(struct proc *p, const struct ksigframe *frame);
s32 signal_return(struct proc *p, u32 context, u32 *mask);

#endif
