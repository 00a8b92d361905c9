/*
 * bios_call(): one BIOS service from 32-bit C, by way of real mode and back.
 *
 * Contract. `void bios_call(u32 vector)` passes the registers in bios_regs (bios.h)
 * to interrupt `vector` and stores what came back in their place. DS is 0 for the
 * service, so buffers have to lie below 64 KB or be given through ES. Interrupts
 * are on while the BIOS works and off again on return. Not reentrant.
 */
#include "segments.h"

	.section .bss.low, "aw", @nobits
	.balign 4
	.globl bios_regs
bios_regs: /* struct bios_regs */
reg_eax: .skip 4
reg_ebx: .skip 4
reg_ecx: .skip 4
reg_edx: .skip 4
reg_esi: .skip 4
reg_edi: .skip 4
reg_ebp: .skip 4
reg_flags: .skip 4
reg_es: .skip 4
handler: .skip 4 /* the vector's segment:offset */

	.section .rodata
	.balign 4
real_idt:
	.word 0x3ff
	.long 0

	.text
	.code32
	.globl bios_call
bios_call:
	pushl %ebp
	pushl %ebx
	pushl %esi
	pushl %edi
	movl 20(%esp), %ebx
	movl (,%ebx,4), %eax
	movl %eax, handler
	ljmp $SEG_CODE16, $to_real

	.code16
to_real: /* 64 KB segments first: real mode keeps the limits it finds */
	movw $SEG_DATA16, %ax
	movw %ax, %ds
	movw %ax, %es
	movw %ax, %fs
	movw %ax, %gs
	movw %ax, %ss
	lidtl real_idt
	movl %cr0, %eax
	andb $~CR0_PE, %al
	movl %eax, %cr0
	ljmp $0, $in_real
in_real:
	xorw %ax, %ax
	movw %ax, %ds
	movw %ax, %fs
	movw %ax, %gs
	movw %ax, %ss
	movw reg_es, %es
	movl reg_eax, %eax
	movl reg_ebx, %ebx
	movl reg_ecx, %ecx
	movl reg_edx, %edx
	movl reg_esi, %esi
	movl reg_edi, %edi
	movl reg_ebp, %ebp

	/* What INT does, with a vector that is not part of the instruction. */
	sti
	pushfw
	cli
	lcallw *handler

	cli
	pushfl
	popl %cs:reg_flags
	movl %eax, %cs:reg_eax
	xorw %ax, %ax
	movw %ax, %ds
	movl %ebx, reg_ebx
	movl %ecx, reg_ecx
	movl %edx, reg_edx
	movl %esi, reg_esi
	movl %edi, reg_edi
	movl %ebp, reg_ebp
	movw %es, reg_es
	cld

	lgdtl gdt_pointer
	movl %cr0, %eax
	orb $CR0_PE, %al
	movl %eax, %cr0
	ljmpl $SEG_CODE32, $in_protected

	.code32
in_protected:
	movw $SEG_DATA32, %ax
	movw %ax, %ds
	movw %ax, %es
	movw %ax, %fs
	movw %ax, %gs
	movw %ax, %ss
	movzwl %sp, %esp /* a BIOS may have left rubbish above SP */
	popl %edi
	popl %esi
	popl %ebx
	popl %ebp
	ret
