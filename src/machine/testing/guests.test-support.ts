/** Guests that several tests run. */

import { GUEST_LIBRARY } from './guest.test-support.ts';

/**
 * Much of what could make two runs differ, in an endless loop: compiled loops of changing shape,
 * the TSC, timer interrupts, the CMOS clock, self-modified code, disk reads and writes by port.
 * Everything lands in RAM from 1 MB on. COM1 input is mixed in, and echoed as it is.
 */
export const BUSY_GUEST = `${GUEST_LIBRARY}
.macro work index
	.balign 64
work_\\index:
	movl $(200 + 37 * \\index), %ecx
1:	imull $1103515245, %eax, %eax
	addl $(12345 + \\index), %eax
	testl $(1 << (\\index % 8)), %eax
	jz 2f
	xorl %ecx, %eax
	roll $3, %eax
2:	movl %eax, %edx
	shrl $20, %edx
	addl %eax, 0x110000(,%edx,4)
	loop 1b
	ret
.endm
main:
	call enable_disks
	call setup_interrupts
	movl $0x20, %eax
	movl $on_tick, %edx
	call set_vector
	outbyte 0x43, 0x34
	outbyte 0x40, 0x00
	outbyte 0x40, 0x10
	outbyte 0x21, 0xfe
	/* Code copied to RAM, where it is changed as it runs. */
	movl $patched, %esi
	movl $0x180000, %edi
	movl $(patched_end - patched), %ecx
	rep movsb
	sti
again:
	movl 0x100000, %eax
	call work_0
	call work_1
	call work_2
	call work_3
	call work_4
	call work_5
	movl %eax, 0x100000
	incl 0x100004
	movl 0x100004, %ebx
	testl $63, %ebx
	jnz 1f
	movb %bl, 0x180001
	call disk
1:	movl $0x180000, %edx
	call *%edx
	xorl %eax, 0x100000
	rdtsc
	addl %eax, 0x100008
	movw $0x3fd, %dx
	inb %dx, %al
	testb $1, %al
	jz again
	movw $0x3f8, %dx
	inb %dx, %al
	outb %al, %dx
	movzbl %al, %eax
	addl %eax, 0x100000
	jmp again
patched:
	movl $0x01020304, %eax
	movl $300, %ecx
1:	addl %ecx, %eax
	loop 1b
	ret
patched_end:
on_tick:
	pushal
	incl 0x100010
	movb $0, %al
	movw $0x70, %dx
	outb %al, %dx
	movw $0x71, %dx
	inb %dx, %al
	movb %al, 0x100014
	outbyte 0x20, 0x20
	popal
	iret
disk: /* writes sector 5 from 0x110000, reads it to 0x190000 */
	pushal
	outbyte 0x1f6, 0xe0
	outbyte 0x1f2, 1
	outbyte 0x1f3, 5
	outbyte 0x1f4, 0
	outbyte 0x1f5, 0
	outbyte 0x1f7, 0x30
	movl $0x110000, %esi
	movl $128, %ecx
	movw $0x1f0, %dx
	rep outsl
	outbyte 0x1f2, 1
	outbyte 0x1f3, 5
	outbyte 0x1f7, 0x20
	movl $0x190000, %edi
	movl $128, %ecx
	movw $0x1f0, %dx
	rep insl
	popal
	ret
work 0
work 1
work 2
work 3
work 4
work 5
`;
