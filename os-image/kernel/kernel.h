/* What does not belong to one of the other headers: start, stop, traps, images. */
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

/* panic.c */
void panic_set_symbols(const void *table, u32 size);
void panic_exception(const struct regs *regs) __attribute__((noreturn));

/* trap.c */
void trap_from_user(struct regs *regs) __attribute__((noreturn));
void trap_from_kernel(struct regs *regs);

/* kcall.c */
void kcall_trap(struct proc *p);

/* signal.c */
s32 signal_send(struct proc *p, const struct ksigframe *frame);
s32 signal_return(struct proc *p, u32 context, u32 *mask);

/* image.c: ELF programs */
struct image {
	const u8 *direct;     /* in the kernel's reach (a boot module), or null: */
	struct proc *holder;  /* in this process' memory */
	u32 address;
	u32 length;
};
void image_init(void);
/*
 * The loader checked each program's SHA-256 while it loaded it; the CRC-32
 * tells whether the copy in memory is still the same. 0, -EBADDIGEST or -EFAULT.
 */
s32 image_check(const struct image *image, u32 crc);
/* Builds an address space with the image and a stack. 0, -ENOEXEC, -ENOMEM, -EFAULT. */
s32 image_load(const struct image *image, struct vm *vm, int is_system, u32 max_pages, u32 *entry, u32 *data_end);
/* Makes p run the loaded image with its stack pointer there. */
void image_start(struct proc *p, u32 entry, u32 stack_pointer);

/* grant.c */
s32 grant_set_table(struct proc *p, u32 table, u32 count);
s32 grant_copy(struct proc *p, endpoint_t granter, grant_id_t id, u32 offset, u32 address, u32 length, int to_granter);
s32 grant_copy_vector(struct proc *p, u32 parts, u32 count);

#endif
