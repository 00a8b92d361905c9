/* Programs: 32-bit ELF executables, checked and loaded into an address space of their own (image.c). */
#ifndef KERNEL_IMAGE_H
#define KERNEL_IMAGE_H

#include "proc.h"

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

#endif
