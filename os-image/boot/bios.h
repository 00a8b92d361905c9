/* BIOS services from C: fill bios_regs, call bios_call(), read bios_regs. */
#ifndef KINTSUGI_BOOT_BIOS_H
#define KINTSUGI_BOOT_BIOS_H

#include <kintsugi/types.h>

#define BIOS_VIDEO 0x10
#define BIOS_MEMORY_SIZE 0x12
#define BIOS_DISK 0x13
#define BIOS_SYSTEM 0x15

#define FLAG_CARRY 0x0001u

/* Its layout is repeated in bios_call.S. DS is always 0. */
struct bios_regs {
	u32 eax, ebx, ecx, edx, esi, edi, ebp;
	u32 flags; /* after the call */
	u32 es;    /* low 16 bits */
};

extern struct bios_regs bios_regs;

/* Variables whose address goes to the BIOS; below 64 KB and not cleared at start. */
#define BIOS_VISIBLE __attribute__((section(".bss.low")))

void bios_call(u32 vector);

/* Clears bios_regs for a new call. */
static inline void
bios_prepare(u32 eax)
{
	bios_regs = (struct bios_regs){.eax = eax};
}

static inline int
bios_failed(void)
{
	return (bios_regs.flags & FLAG_CARRY) != 0;
}

/* A pointer below 64 KB as the BIOS takes it: an offset in segment 0. */
static inline u32
bios_offset(const void *pointer)
{
	return (u32)(uintptr_t)pointer;
}

#endif
