/** A guest whose programs at user level are random bytes, to see whether its host survives them. */

import { expect } from 'vitest';
import { createGuest, GUEST_LIBRARY } from './guest.test-support.ts';

const COUNTER = 0x100000;
const SEED = 0x100004;
const CODE = 0x200000;
const CODE_LENGTH = 32;
const SLICE_US = 10_000;

/**
 * Each program has some random bytes of code, of which the first is one of those that do the most
 * with segments, stacks and flags in three of four cases; random registers, many of them near the
 * memory it may use; and a stack with small numbers, among them all selectors. It runs until an
 * exception or the interval timer ends it.
 */
const WILD_GUEST = `${GUEST_LIBRARY}
.macro random register
	imull $1664525, SEED, %ebp
	addl $1013904223, %ebp
	movl %ebp, SEED
	movl %ebp, \\register
	shrl $8, \\register
.endm
.set COUNTER, ${COUNTER}
.set SEED, ${SEED}
.set CODE, ${CODE}
.set DATA, 0x201000 /* two pages, and none before or after */
main:
	call setup_interrupts
	xorl %ebx, %ebx
1:	movl %ebx, %eax
	movl $next, %edx
	call set_vector
	incl %ebx
	cmpl $256, %ebx
	jne 1b
	movl $table, %esi
	movl $0x92000, %edi
	movl $(table_end - table), %ecx
	rep movsb
	movw $(table_end - table - 1), 0x91010
	movl $0x92000, 0x91012
	lgdtl 0x91010
	movl $0x80000, 0x93004
	movl $16, 0x93008
	movw $0x68, 0x93066
	movw $0x28, %ax
	ltr %ax
	movl $(0x95000 + 7), 0x94000
	movl $3, %eax
	movl $0x95000, %edi
1:	stosl
	addl $0x1000, %eax
	cmpl $0x400003, %eax
	jne 1b
	orl $4, 0x95000 + (CODE >> 10)
	orl $4, 0x95000 + (DATA >> 10)
	orl $4, 0x95000 + (DATA >> 10) + 4
	movl $0, 0x95000 + (DATA >> 10) + 8
	movl $0x94000, %eax
	movl %eax, %cr3
	movl %cr4, %eax
	orl $0x600, %eax
	movl %eax, %cr4
	movl %cr0, %eax
	orl $0x80010000, %eax
	movl %eax, %cr0
	outbyte 0x43, 0x34
	outbyte 0x40, 0x80
	outbyte 0x40, 0x00
	outbyte 0x21, 0xfe
next:
	cld
	movl $0x80000, %esp
	movw $16, %ax
	movw %ax, %ds
	movw %ax, %es
	outbyte 0x20, 0x20
	incl COUNTER
	movl $CODE, %edi
1:	random %eax
	stosb
	cmpl $(CODE + ${CODE_LENGTH}), %edi
	jne 1b
	random %eax
	testl $0x3000, %eax
	jz 1f
	andl $63, %eax
	movb leading(%eax), %al
	movb %al, CODE
1:	movl $(DATA + 0x1000), %edi
1:	random %eax
	andl $0x3b, %eax
	stosl
	cmpl $(DATA + 0x1040), %edi
	jne 1b
	/* Eight registers, for POPA; the stack's is the fourth, which it ignores. */
	movl $8, %ecx
2:	random %eax
	testl $0x40000, %eax
	jz 1f
	andl $0x203f, %eax
	addl $(DATA - 16), %eax
1:	pushl %eax
	loop 2b
	random %edx
	movl $(DATA + 0x1010), %esi
	testl $0x700, %edx
	jnz 1f
	andl $0x203f, %edx
	leal DATA - 16(%edx), %esi
1:	movl %esp, %edi
	pushl $0x23
	pushl %esi
	pushl $0x202
	pushl $0x1b
	pushl $CODE
	/* The frame goes below, so take the registers from their copy. */
	movw $0x23, %ax
	movw %ax, %ds
	movw %ax, %es
	movw %ax, %fs
	movw %ax, %gs
	movl %ss:0(%edi), %edx
	movl %ss:4(%edi), %esi
	movl %ss:8(%edi), %ebp
	movl %ss:16(%edi), %ebx
	movl %ss:20(%edi), %ecx
	movl %ss:24(%edi), %eax
	movl %ss:28(%edi), %edi
	iret
leading:
	.byte 0xcf, 0xc8, 0x9d, 0xea, 0x9a, 0xff, 0xca, 0xcb, 0x8e, 0xc4, 0xc5, 0x62, 0xf0, 0xf2, 0xf3, 0x66
	.byte 0x67, 0xcd, 0xce, 0xcc, 0xf1, 0x60, 0x61, 0x6c, 0x6d, 0x6e, 0x6f, 0xc9, 0x17, 0x07, 0x1f, 0x8f
	.byte 0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0x0f, 0x0f, 0x0f, 0x0f, 0x0f, 0x0f, 0x0f, 0x0f
	.byte 0xf6, 0xf7, 0xd4, 0xd6, 0xd7, 0x63, 0xfe, 0x9c, 0xcf, 0xc8, 0x64, 0x26, 0xf4, 0xc2, 0xe2, 0xe8
	.balign 4096
table:
	.quad 0, 0x00cf9a000000ffff, 0x00cf92000000ffff
	.quad 0x00cffa000000ffff, 0x00cff2000000ffff
	.quad 0x0000890930000067, 0x00cf7a000000ffff
table_end:
`;

/** Lets the guest run so many programs. */
export async function runWildPrograms(seed: number, count: number): Promise<void> {
	const machine = await createGuest(WILD_GUEST);
	machine.memory.writePhys(SEED, Uint8Array.of(seed, seed * 7, seed * 31, seed * 127));
	let run = 0;
	while (run < count) {
		machine.runSync({ forUs: SLICE_US });
		const code = Buffer.from(machine.memory.readPhys(CODE, CODE_LENGTH)).toString('hex');
		if (machine.crash) {
			throw new Error(`The program ${code} ended its machine: ${machine.crash.message}`);
		}
		const counted = machine.memory.readPhysU32(COUNTER);
		expect(counted, `programs run up to ${code}`).toBeGreaterThan(run);
		run = counted;
	}
	machine.dispose();
}
