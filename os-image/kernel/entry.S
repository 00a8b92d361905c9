/*
 * The ways into and out of the kernel: from the loader, from every exception,
 * interrupt and trap, and back to a process.
 *
 * A process in user mode enters through the TSS with its stack pointer at the
 * end of its own `struct regs` (the first member of struct proc), so that the
 * pushes below save its registers right where they belong. The kernel then
 * runs on its one stack, with interrupts off, until it resumes some process.
 * Only the idle loop is ever interrupted in kernel mode.
 */

#define USER_DS 0x23
#define CR4_PSE 0x10
#define CR0_PG_WP_PE 0x80010001
#define CR0_NO_CACHE 0x60000000 /* CD and NW, as some firmware leaves them */

#define EFAULT 14

	.section .boot, "awx"
	.globl boot_entry
boot_entry:
	/* EAX: hand-over magic, EBX: struct boot_info (boot_info.h) */
	cli
	cld
	movl %cr4, %ecx
	orl $CR4_PSE, %ecx
	movl %ecx, %cr4
	movl $boot_page_directory, %ecx
	movl %ecx, %cr3
	movl %cr0, %ecx
	andl $~CR0_NO_CACHE, %ecx
	orl $CR0_PG_WP_PE, %ecx
	movl %ecx, %cr0
	movl $high_entry, %ecx
	jmp *%ecx

	/* The first 4 MB, at 0 and at KERNEL_BASE, as one large page each. */
	.balign 4096
boot_page_directory:
	.long 0x83
	.fill 767, 4, 0
	.long 0x83
	.fill 255, 4, 0

	.text
high_entry:
	movl $kernel_stack_top, %esp
	xorl %ebp, %ebp
	pushl %ebx
	pushl %eax
	call kernel_main
	/* kernel_main never returns */
	hlt

	.section .text.hot, "ax"
/* ---- entries: 0..31 exceptions, 0x20..0x2f interrupts, 0x30 and 0x31 traps ---- */

	.macro ENTRY vector, has_error
	.balign 16
entry_\vector:
	.if \has_error == 0
	pushl $0
	.endif
	pushl $\vector
	jmp save_registers
	.endm

	.altmacro
	.macro ENTRY_NUMBER number
	.if \number == 8 || (\number >= 10 && \number <= 14) || \number == 17
	ENTRY \number, 1
	.else
	ENTRY \number, 0
	.endif
	.endm

	.set i, 0
	.rept 50
	ENTRY_NUMBER %i
	.set i, i + 1
	.endr

	.balign 16
save_registers:
	pushal
	pushl %ds
	pushl %es
	pushl %fs
	pushl %gs
	cld
	/*
	 * The kernel works with the processes' own flat data segment, so that the
	 * usual trap loads no segment register at all.
	 */
	movl $USER_DS, %ecx
	movl %ds, %edx
	cmpw %cx, %dx
	je 1f
	movl %ecx, %ds
1:	movl %es, %edx
	cmpw %cx, %dx
	je 2f
	movl %ecx, %es
2:	testb $3, 60(%esp) /* regs.cs: from user mode? */
	jz from_kernel
	movl %esp, %eax
	movl $kernel_stack_top, %esp
	xorl %ebp, %ebp
	pushl %eax
	call trap_from_user
	hlt

from_kernel:
	pushl %esp
	call trap_from_kernel
	addl $4, %esp
	popl %gs
	popl %fs
	popl %es
	popl %ds
	popal
	addl $8, %esp
	iret

/* void resume_user(struct regs *regs): never returns */
	.noaltmacro
	.macro RESTORE_SEGMENT segment, offset
	movl \segment, %eax
	cmpw %ax, \offset(%esp)
	je 1f
	movw \offset(%esp), \segment
1:
	.endm
	.globl resume_user
	.balign 16
resume_user:
	movl 4(%esp), %esp
	RESTORE_SEGMENT %gs, 0
	RESTORE_SEGMENT %fs, 4
	RESTORE_SEGMENT %es, 8
	RESTORE_SEGMENT %ds, 12
	addl $16, %esp
	popal
	addl $8, %esp
	iret

	.text
/* void idle_wait(void): waits for one interrupt with interrupts on */
	.globl idle_wait
idle_wait:
	sti
	hlt
	cli
	ret

/* ---- access to the running process' memory; faults are trap.c's copy_fault ---- */

/* int user_copy(void *to, const void *from, u32 length) */
	.section .text.hot, "ax"
	.globl user_copy, user_probe_write, user_copy_begin, user_copy_end, user_copy_failed
	.balign 16
user_copy:
	pushl %esi
	pushl %edi
	movl 12(%esp), %edi
	movl 16(%esp), %esi
	movl 20(%esp), %ecx
	movl %ecx, %edx
	shrl $2, %ecx
	andl $3, %edx
user_copy_begin:
	rep movsl
	movl %edx, %ecx
	rep movsb
	jmp user_access_done

/* int user_probe_write(u32 address) */
user_probe_write:
	pushl %esi
	pushl %edi
	movl 12(%esp), %ecx
	movb (%ecx), %al
	movb %al, (%ecx)
user_copy_end:
user_access_done:
	xorl %eax, %eax
	popl %edi
	popl %esi
	ret
user_copy_failed:
	movl $-EFAULT, %eax
	popl %edi
	popl %esi
	ret

	.section .rodata
	.balign 4
	.globl trap_entries
	.macro ENTRY_ADDRESS number
	.long entry_\number
	.endm
trap_entries:
	.altmacro
	.set i, 0
	.rept 50
	ENTRY_ADDRESS %i
	.set i, i + 1
	.endr

	.bss
	.balign 4096
	.globl kernel_stack_guard
kernel_stack_guard:
	.skip 4096
	.globl kernel_stack_bottom
kernel_stack_bottom:
	.skip 16384
	.globl kernel_stack_top
kernel_stack_top:
