/*
 * Messages between processes (ipc.c), asynchronous ones (async.c) and the
 * kernel's own notifications. See kintsugi/trap.h for the contract.
 */
#ifndef KERNEL_IPC_H
#define KERNEL_IPC_H

#include "proc.h"

/* Does the trap that p's registers describe. */
void ipc_trap(struct proc *p);
/* Sets PENDING_* bits of `to` and delivers if it waits for them. */
void ipc_notify_from_kernel(struct proc *to, u32 pending);
/* The same with PENDING_SYSTEM to each process whose privileges have that flag. */
void ipc_notify_flagged(u32 flag);
/* p is about to run: copies the message that came for it to where it wants it. */
void ipc_hand_over_mail(struct proc *p);
/* p is about to end: nobody waits for it any longer. */
void ipc_forget(struct proc *p);
/* p is about to lose its privilege id: nothing that it sent under it is delivered. */
void ipc_forget_sender(struct proc *p);
/* Ends p's waiting for a message, if it waits, with that result. */
void ipc_abort_wait(struct proc *p, s32 result);
/* Makes child wait for a message from p as its parent does. -EINVAL when that does not. */
int ipc_copy_wait(struct proc *child, const struct proc *parent, const struct proc *from);
u64 ipc_messages(void);

/* ---- between ipc.c and async.c ---- */
/* Whether `to` waits for a message that `from` could send now. */
int ipc_is_waiting_for(const struct proc *to, const struct proc *from);
/* Hands *m to a process that waits or is just receiving, and ends its wait. */
void ipc_deliver(struct proc *to, const struct message *m);

/* ---- async.c ---- */
s32 async_send(struct proc *p, u32 count, u32 table);
/* Delivers one pending asynchronous message to p, from `source` or anyone (null). */
int async_take(struct proc *p, struct proc *source);
/* p's table is no longer looked at. */
void async_withdraw(struct proc *p);
/* p is about to end: what others have for it fails. */
void async_forget(struct proc *p);

#endif
