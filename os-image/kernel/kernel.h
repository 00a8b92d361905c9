/* The kernel's beginning, its end, and the ways into it. */
#ifndef KERNEL_KERNEL_H
#define KERNEL_KERNEL_H

#include <kintsugi/boot_info.h>

#include "proc.h"

#define KERNEL_VERSION "0.1"

/* main.c */
extern struct boot_info boot;
void kernel_main(u32 magic, u32 info_phys) __attribute__((noreturn));
/* The value of a key of the parameter sector, or a null pointer. */
const char *boot_param(const char *key, char *to, u32 size);

/* halt.c */
#define PANIC_STATUS 101
#define LOST_STATUS 102 /* a component without which nothing can be repaired failed */
void machine_halt(enum halt_how how, s32 status) __attribute__((noreturn));

/* recovery_lost.c: what can't be brought back is lost; the boot parameter `fatal` decides what then */
void machine_lost(s32 status) __attribute__((noreturn));

/* panic.c */
void panic_set_symbols(const void *table, u32 size);
void panic_exception(const struct regs *regs) __attribute__((noreturn));

/* trap.c */
void trap_from_user(struct regs *regs) __attribute__((noreturn));
void trap_from_kernel(struct regs *regs);

/* breakpoint.c: whether p, stopped by exception 3, has been told by the host to try again */
int breakpoint_again(struct proc *p);

/* kcall.c */
void kcall_trap(struct proc *p);

#endif
