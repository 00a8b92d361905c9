/* The i386 as the kernel uses it: registers, descriptors (Intel SDM, volume 3). */
#ifndef KERNEL_CPU_H
#define KERNEL_CPU_H

#include <kintsugi/ports.h>
#include <kintsugi/types.h>

#define KERNEL_CS 0x08
#define KERNEL_SS 0x10 /* of the stack alone: its data segment is the processes' own */
#define USER_CS 0x1b
#define USER_DS 0x23
#define TSS_SELECTOR 0x28

/* A process' registers as entry.S saves them; the order is fixed by it. */
struct regs {
	u32 gs, fs, es, ds;
	u32 edi, esi, ebp, unused_esp, ebx, edx, ecx, eax;
	u32 vector, error_code;
	u32 eip, cs, eflags; /* from here on pushed by the CPU */
	u32 esp, ss;         /* only when it came from user mode */
};

#define EFLAGS_FIXED 0x002u
#define EFLAGS_IF 0x200u
/* What a process may choose for itself: CF PF AF ZF SF TF DF OF NT AC ID. */
#define EFLAGS_USER 0x244dd5u

enum exception {
	EXC_NMI = 2,
	EXC_BREAKPOINT = 3,
	EXC_OVERFLOW = 4,
	EXC_NO_FPU = 7,
	EXC_PAGE_FAULT = 14,
};

#define IRQ_VECTOR 0x20 /* first of 16 */

#define PAGE_FAULT_PRESENT 1u
#define PAGE_FAULT_WRITE 2u

static inline u64
rdtsc(void)
{
	u64 value;
	__asm__ volatile("rdtsc" : "=A"(value));
	return value;
}

static inline u32
read_cr2(void)
{
	u32 value;
	__asm__ volatile("movl %%cr2, %0" : "=r"(value));
	return value;
}

static inline u32
read_cr3(void)
{
	u32 value;
	__asm__ volatile("movl %%cr3, %0" : "=r"(value));
	return value;
}

static inline void
write_cr3(u32 value)
{
	__asm__ volatile("movl %0, %%cr3" : : "r"(value) : "memory");
}

static inline u32
read_cr0(void)
{
	u32 value;
	__asm__ volatile("movl %%cr0, %0" : "=r"(value));
	return value;
}

static inline void
write_cr0(u32 value)
{
	__asm__ volatile("movl %0, %%cr0" : : "r"(value) : "memory");
}

static inline void
invlpg(u32 address)
{
	__asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

/* Stops the CPU for good. */
static inline void __attribute__((noreturn))
cpu_stop(void)
{
	for (;;)
		__asm__ volatile("cli; hlt");
}

/* entry.S */
void resume_user(struct regs *regs) __attribute__((noreturn));
void idle_wait(void);
extern u32 trap_entries[];
extern u8 kernel_stack_guard[], kernel_stack_bottom[], kernel_stack_top[];

/* cpu.c */
struct proc;
void cpu_init(void);
/* Makes the next entry from user mode save its registers in *regs. */
void cpu_set_entry_stack(struct regs *regs);
/* Opens just the ports that p's privileges name. */
void cpu_set_ports(struct proc *p);
void cpu_forget_ports(struct proc *p);

/* fpu.c: the FPU's registers move to another process only when it uses them. */
struct fpu_state { /* the first 108 bytes as FNSAVE lays them out (SDM volume 1, 8.1.10) */
	u16 control, reserved0;
	u16 status, reserved1;
	u16 tags, reserved2;
	u32 pointers[4];
	u8 registers[80];
	u8 used;
};

void fpu_init(void);
int fpu_present(void);
void fpu_switch(struct proc *to);    /* on every change of process */
int fpu_claim(struct proc *p);       /* on exception 7: false when there is no FPU */
/* A copy of p's registers, and p's registers from one: any content is safe for the kernel. */
void fpu_get(struct proc *p, struct fpu_state *state);
void fpu_set(struct proc *p, const struct fpu_state *state);
void fpu_forget(struct proc *p);

#endif
