/**
 * A guest that runs random programs of arithmetic over and over, so that they get compiled, and
 * sums up all that they leave behind: to see whether two ways to run them are the same.
 *
 * Each program starts with other registers and flags in each turn. It may reach behind the end of
 * its data, and divide by zero; interrupts come in between. Whatever the processor puts on the
 * stack then is summed up, too, and a fault ends the program.
 */

import { SeededRandom } from '../random.ts';
import { AluProgramWriter, encodeWord } from './alu_program_writer.test-support.ts';
import { createGuest, GUEST_LIBRARY } from './guest.test-support.ts';

const TURNS = 0x0a0000 - 4;
const ENTRIES = 0x100000;
const SUMS = 0x140000;
const CODE = 0x200000;
const CODE_END = 0x3c0000;
const LOOPS = 0x180000 - 4;
const DONE = 0xf3000;
const SLICE_US = 50_000;

const GUEST = `${GUEST_LIBRARY}
.set TURNS, ${TURNS}
.set SEED, TURNS - 4
.set CURRENT, TURNS - 8
.set SUM, TURNS - 12
.set STACK, 0x80000
.set DATA, 0x180000 /* two pages, and none behind */
.set LOOPS, ${LOOPS}
.set ENTRIES, ${ENTRIES}
.set SUMS, ${SUMS}
.macro random register
	imull $1664525, SEED, \\register
	addl $1013904223, \\register
	movl \\register, SEED
	bswapl \\register
.endm
.macro sum_up operand
	imull $31, SUM, %eax
	addl \\operand, %eax
	movl %eax, SUM
.endm
/* All registers, as PUSHA left them, and so many words above. */
.macro sum_frame words
	movl %esp, %esi
	movl $(8 + \\words), %ecx
1:	sum_up (%esi)
	addl $4, %esi
	loop 1b
.endm
main:
	call setup_interrupts
	movl $0, %eax
	movl $fault, %edx
	call set_vector
	movl $14, %eax
	movl $page_fault, %edx
	call set_vector
	movl $32, %eax
	movl $tick, %edx
	call set_vector
	movl $(0x95000 + 3), 0x94000
	movl $3, %eax
	movl $0x95000, %edi
1:	stosl
	addl $0x1000, %eax
	cmpl $0x400003, %eax
	jne 1b
	movl $0, 0x95000 + (DATA >> 10) + 8
	movl $0x94000, %eax
	movl %eax, %cr3
	movl %cr0, %eax
	orl $0x80000000, %eax
	movl %eax, %cr0
	outbyte 0x43, 0x34
	outbyte 0x40, 0x80
	outbyte 0x40, 0x01
	outbyte 0x21, 0xfe
	jmp next_turn
	.balign 4096
next_turn:
	incl TURNS
	movl $0, CURRENT
next:
	movl $STACK, %esp
	movl CURRENT, %ebx
	movl ENTRIES(,%ebx,4), %eax
	testl %eax, %eax
	jz next_turn
	movl SUMS(,%ebx,4), %ecx
	movl %ecx, SUM
	pushl %eax
	random %edi
	andl $0x1f, %edi
	addl $(DATA + 0x2000 - 0x70), %edi
	random %ebp
	andl $0xfff, %ebp
	addl $(DATA + 0x80), %ebp
	random %ebx
	random %ecx
	random %edx
	random %esi
	testl $0x300, %esi
	jnz 1f
	movl $0x80000000, %edx
	xorl %ecx, %ecx
1:	movl $2, LOOPS
	random %eax
	andl $0x8d5, %eax
	orl $0x202, %eax
	pushl %eax
	random %eax
	popfl
	ret
	.balign 16
/* Where programs go when they are done. */
	.org ${DONE - 0xf0000}
	pushfl
	cli
	pushal
	sum_frame 1
save:
	movl CURRENT, %ebx
	movl SUM, %eax
	movl %eax, SUMS(,%ebx,4)
	incl CURRENT
	sti
	jmp next
page_fault:
	pushal
	sum_frame 4
	movl %cr2, %ebx
	sum_up %ebx
	jmp save
fault:
	pushal
	sum_frame 3
	jmp save
tick:
	pushal
	sum_frame 3
	outbyte 0x20, 0x20
	popal
	iret
`;

export interface AluRun {
	/** What each program left behind, summed up. */
	readonly sums: Uint32Array;
	readonly instructions: number;
	/** All of the guest's memory. */
	readonly ram: Uint8Array;
}

/** As many programs as there are seeds for them, each started `turns` times or a few more. */
export async function runAluPrograms(
	programs: readonly Uint8Array[],
	turns: number,
): Promise<AluRun> {
	const machine = await createGuest(GUEST);
	let at = CODE;
	for (const [index, program] of programs.entries()) {
		machine.memory.writePhys(ENTRIES + 4 * index, Uint8Array.from(encodeWord(at)));
		machine.memory.writePhys(at, program);
		at += program.length;
	}
	if (at > CODE_END) {
		throw new RangeError(`${programs.length} programs are too many: they end at ${at}.`);
	}
	while (machine.memory.readPhysU32(TURNS) < turns) {
		const before = machine.memory.readPhysU32(TURNS);
		machine.runSync({ forUs: SLICE_US });
		if (machine.crash || machine.memory.readPhysU32(TURNS) === before) {
			throw new Error(`The guest hangs: ${machine.crash?.message ?? 'no turn ended'}.`);
		}
	}
	const sums = new Uint32Array(programs.length);
	for (const index of sums.keys()) {
		sums[index] = machine.memory.readPhysU32(SUMS + 4 * index);
	}
	const ram = machine.memory.readPhys(0, CODE_END);
	const { instructions } = machine.stats();
	machine.dispose();
	return { sums, instructions, ram };
}

export function randomAluPrograms(seed: number, count: number): Uint8Array[] {
	const writer = new AluProgramWriter(new SeededRandom(seed), { loops: LOOPS, done: DONE });
	return Array.from({ length: count }, () => writer.write());
}
