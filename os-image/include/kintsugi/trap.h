/*
 * The two software interrupts by which a process enters the kernel.
 *
 * TRAP_IPC:   EAX = enum ipc_trap, EBX = endpoint or count, ECX = message or
 *             table; EAX returns 0 or a negative error: EBADCALL (no such
 *             trap), EPERM (trap or target not in the privileges), EFAULT (bad
 *             address) or what is said below. Whoever waits gets EINTR when a
 *             signal handler of it has to run.
 * TRAP_KCALL: EAX = enum kcall, EBX ECX EDX ESI EDI = up to five arguments;
 *             EAX returns a value >= 0 or a negative error.
 * All other registers are preserved.
 */
#ifndef KINTSUGI_TRAP_H
#define KINTSUGI_TRAP_H

#define TRAP_IPC 0x30
#define TRAP_KCALL 0x31

enum ipc_trap {
	/*
	 * send(dst, m): waits until dst receives it. EDEADEP when dst is or
	 * becomes dead, EDEADLK when waiting would close a circle.
	 */
	IPC_SEND = 1,
	/*
	 * receive(src, m): src is an endpoint, EP_ANY, or EP_HARDWARE, EP_CLOCK,
	 * EP_SYSTEM or EP_ASYNC for the kernel's notifications. EDEADEP when src is
	 * or becomes dead, EDEADLK as above.
	 */
	IPC_RECEIVE = 2,
	/* sendrec(dst, m): send, then receive dst's answer, which is no notification, into the same message. */
	IPC_SENDREC = 3,
	/* notify(dst): never waits; at most one from a sender is pending. For system processes. */
	IPC_NOTIFY = 4,
	/* sendnb(dst, m): send, or EAGAIN when dst is not waiting for it. */
	IPC_SENDNB = 5,
	/* senda(count, table): see kintsugi/async.h. For system processes. */
	IPC_SENDA = 6,
	IPC_TRAP_COUNT
};

#endif
