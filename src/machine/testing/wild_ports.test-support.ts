/** A guest that reads and writes ports at random, to see whether its host survives it. */

import { expect } from 'vitest';
import { createGuest } from './guest.test-support.ts';

const COUNTER = 0x100000;
const SEED = 0x100004;
const SLICE_US = 1000;

/**
 * Random accesses of each size, from the seed at 100004h, half of them below port 1000h; resets
 * are left out.
 */
const WILD_GUEST = `
.macro random register
	imull $1664525, %ebx, %ebx
	addl $1013904223, %ebx
	movl %ebx, \\register
	shrl $8, \\register
.endm
main:
	movl 0x100004, %ebx
again:
	incl 0x100000
	random %edx
	testl $0x10000, %edx
	jz 1f
	andl $0xfff, %edx
1:	cmpw $0xcf9, %dx
	je again
	cmpw $0x64, %dx
	je again
	random %ecx
	random %eax
	andl $7, %ecx
	jmp *actions(,%ecx,4)
actions:
	.long read8, read16, read32, write8, write16, write32, pci16, pci32
read8:
	inb %dx, %al
	jmp again
read16:
	inw %dx, %ax
	jmp again
read32:
	inl %dx, %eax
	jmp again
write8:
	outb %al, %dx
	jmp again
write16:
	outw %ax, %dx
	jmp again
write32:
	outl %eax, %dx
	jmp again
pci16:
	call select
	outw %ax, %dx
	jmp again
pci32:
	call select
	outl %eax, %dx
	jmp again
select: /* one of the 32 devices on bus 0, a register */
	andl $0xf8fc, %eax
	orl $0x80000000, %eax
	movw $0xcf8, %dx
	outl %eax, %dx
	random %eax
	movw $0xcfc, %dx
	ret
`;

/** Lets the guest make so many accesses; a machine that crashes meanwhile is reset and goes on. */
export async function makeWildAccesses(seed: number, count: number): Promise<void> {
	const machine = await createGuest(WILD_GUEST);
	let made = 0;
	for (let life = 0; made < count; life++) {
		const lifeSeed = seed + life * 1000;
		machine.memory.writePhys(
			SEED,
			Uint8Array.of(lifeSeed, lifeSeed * 7, lifeSeed * 31, lifeSeed * 127),
		);
		let here = 0;
		let ended = false;
		while (made + here < count && !ended) {
			const { reason } = machine.runSync({ forUs: SLICE_US });
			expect(['time', 'crashed', 'halted']).toContain(reason);
			const counted = machine.memory.readPhysU32(COUNTER);
			ended = reason !== 'time' || counted === here;
			here = counted;
		}
		expect(here, `accesses of seed ${lifeSeed}`).toBeGreaterThan(0);
		made += here;
		machine.reset();
		machine.memory.writePhys(COUNTER, new Uint8Array(4));
	}
	machine.dispose();
}
