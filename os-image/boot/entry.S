/*
 * The second stage's way into 32-bit protected mode, and out of it to the kernel.
 *
 * Contract. Entered by the MBR at 0000:8000 in real mode with the boot drive in
 * DL; calls loader_main(drive), which never returns.
 */
#include "layout.h"
#include "segments.h"

	.section .head, "ax"
	.code16
	.globl _start
_start:
	jmp start
	.org LOADER_MAGIC_OFFSET
	.long LOADER_MAGIC

start:
	cli
	cld
	xorw %ax, %ax
	movw %ax, %ds
	movw %ax, %es
	movw %ax, %ss
	movl $STACK_TOP, %esp
	movzbl %dl, %edx
	lgdtl gdt_pointer
	movl %cr0, %eax
	orb $CR0_PE, %al
	movl %eax, %cr0
	ljmpl $SEG_CODE32, $start32

	.code32
start32:
	movw $SEG_DATA32, %ax
	movw %ax, %ds
	movw %ax, %es
	movw %ax, %fs
	movw %ax, %gs
	movw %ax, %ss

	movl $bss_start, %edi
	movl $bss_end, %ecx
	subl %edi, %ecx
	shrl $2, %ecx
	xorl %eax, %eax
	rep stosl

	pushl %edx
	call loader_main

	.text
/* void enter_kernel(u32 entry, const struct boot_info *info); see boot_info.h. */
	.globl enter_kernel
enter_kernel:
	cli
	cld
	movl 4(%esp), %ecx
	movl 8(%esp), %ebx
	movl $BOOT_HANDOVER_MAGIC, %eax
	jmp *%ecx

	.section .rodata
	.balign 8
gdt:
	.quad 0
	.quad 0x00cf9a000000ffff /* SEG_CODE32: flat 4 GB */
	.quad 0x00cf92000000ffff /* SEG_DATA32: flat 4 GB */
	.quad 0x00009a000000ffff /* SEG_CODE16: 64 KB at 0, on the way to real mode */
	.quad 0x000092000000ffff /* SEG_DATA16 */
gdt_end:
	.globl gdt_pointer
gdt_pointer:
	.word gdt_end - gdt - 1
	.long gdt
