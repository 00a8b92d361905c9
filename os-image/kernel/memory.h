/*
 * Memory: frames (frames.c), page tables (paging.c), the regions of a process'
 * address space (vm.c) and copies that respect them (copy.c).
 *
 * All RAM the kernel manages is mapped at KERNEL_BASE ("direct map"), so that
 * any frame can be reached without mapping it first.
 */
#ifndef KERNEL_MEMORY_H
#define KERNEL_MEMORY_H

#include <kintsugi/boot_info.h>
#include <kintsugi/endpoint.h>
#include <kintsugi/types.h>

#define KERNEL_BASE 0xc0000000u
#define DIRECT_MAP_MAX (960u * 1024u * 1024u)

#define PHYS_TO_PTR(phys) ((void *)((u32)(phys) + KERNEL_BASE))
#define PTR_TO_PHYS(ptr) ((u32)(ptr)-KERNEL_BASE)

/* Page table entries (Intel SDM volume 3, 4.3). */
#define PTE_PRESENT 0x001u
#define PTE_WRITE 0x002u
#define PTE_USER 0x004u
#define PTE_LARGE 0x080u
#define PTE_BORROWED 0x200u /* available to software: the frame is not the process' to free */
#define PTE_FRAME 0xfffff000u
#define TABLE_SPAN 0x400000u /* bytes that one page table maps */

struct proc;

/* ---- frames.c ---- */
#define NO_FRAME 0u /* physical page 0 is never handed out */

void frames_init(const struct boot_info *info);
/* A zeroed frame, or NO_FRAME. A user process leaves the reserve to the system. */
u32 frame_alloc(int is_system);
/* `count` frames in a row, zeroed, or NO_FRAME. */
u32 frames_alloc_contiguous(u32 count);
/* The same below `limit`, not across a multiple of `window` if it is no longer than that (both in bytes). */
u32 frames_alloc_low(u32 count, u32 limit, u32 window);
void frame_free(u32 phys);
/* Takes a frame out of use for ever. */
void frame_quarantine(u32 phys);
u32 frames_total(void);
u32 frames_free_count(void);
u32 frames_quarantined(void);
/* Frames a process of that kind may still take. */
u32 frames_available(int is_system);
/* Whether the kernel manages (or runs from) any byte of that range. */
int frames_are_ram(u32 phys, u32 length);

/* ---- paging.c ---- */
void paging_init(u32 ram_end);
extern u32 direct_map_end; /* physical addresses below it are in the direct map */
/* An address space with only the kernel in it, or NO_FRAME. */
u32 paging_create(void);
/* Frees the tables; pages must be gone. */
void paging_destroy(u32 cr3);
/* The entry for an address, or a null pointer; with `create` missing tables are made. */
u32 *paging_entry(u32 cr3, u32 address, int create);
/* Frees the tables for [start, end) that map nothing any more; their pages are unmapped already. */
void paging_trim(u32 cr3, u32 start, u32 end);
void paging_flush(u32 cr3, u32 address);

/* ---- vm.c ---- */
#define VM_MAX_REGIONS 48
#define REGION_DEMAND 0x100u /* pages appear when touched: the stack of a user process */
#define REGION_DMA 0x200u    /* pinned; freed only when no function masters the bus */
#define REGION_BORROWED 0x400u /* someone else's frames: devices, the RAM disk */

struct region {
	u32 start;
	u32 end;   /* exclusive; both page-aligned */
	u32 flags; /* VM_READ, VM_WRITE (kcall.h), REGION_* */
};

struct vm {
	u32 cr3;
	u32 pages; /* frames that belong to this address space */
	u32 region_count;
	struct region regions[VM_MAX_REGIONS]; /* sorted by start */
};

int vm_create(struct vm *vm);
void vm_destroy(struct vm *vm);
/*
 * New zeroed pages. -EINVAL when the place is not free or not the user's,
 * -ENOMEM when frames or regions are short; then nothing has changed.
 */
int vm_map(struct vm *vm, u32 start, u32 length, u32 flags, int is_system, u32 max_pages);
/* Maps given frames, which stay their owner's. */
int vm_map_frames(struct vm *vm, u32 start, u32 phys, u32 length, u32 flags);
int vm_unmap(struct vm *vm, u32 start, u32 length);
/* Takes the region that starts there off the list; its pages have gone already. */
int vm_forget_region(struct vm *vm, u32 start);
/* A free place of that length from USER_MMAP_BASE upward with a guard page on each side, or 0. */
u32 vm_find_free(const struct vm *vm, u32 length);
const struct region *vm_region(const struct vm *vm, u32 address);
/* Makes *to a copy with frames of its own. */
int vm_fork(struct vm *to, const struct vm *from, int is_system);
/* Touches a demand page. 0, or -EFAULT (no such page), -ENOMEM. */
int vm_touch(struct proc *p, u32 address, int write);

/*
 * ---- entry.S: copies that may fault on the running process' memory ----
 * Both return 0 or -EFAULT; the caller has checked that the range is the user's.
 */
int user_copy(void *to, const void *from, u32 length);
/* Whether a byte can be written. */
int user_probe_write(u32 address);
extern u8 user_copy_begin[], user_copy_end[], user_copy_failed[];

/* ---- copy.c: every access to a process' memory goes through here ---- */
/*
 * Where the kernel finds the byte at `address` of p, or a null pointer: not
 * p's, not present, or read-only when `write`. Valid to the page's end.
 */
void *user_page(struct proc *p, u32 address, int write);
/* Whether [address, address + length) lies below USER_TOP without wrapping. */
int user_range_ok(u32 address, u32 length);
/* 0 or -EFAULT; a failed copy may have copied a part. */
int copy_from_user(struct proc *p, void *to, u32 from, u32 length);
int copy_to_user(struct proc *p, u32 to, const void *from, u32 length);
/*
 * Copies a string of the running process, cut to size - 1 characters, and fills
 * the rest of `to` with NULs. Returns the length of what was copied, or -EFAULT.
 */
int copy_string_from_user(struct proc *p, char *to, u32 from, u32 size);
int copy_user_to_user(struct proc *from_proc, u32 from, struct proc *to_proc, u32 to, u32 length);

#endif
