/*
 * A guest that writes anything to any port cannot take its host along: the machine goes on, or it
 * is crashed with an error and works again after a reset.
 */
import { expect, test } from 'vitest';
import { createGuest } from './testing/guest.test-support.ts';

const SEEDS = Array.from({ length: 200 }, (_, i) => i + 1);
const RUN_US = 50_000;

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

test.each(SEEDS)('wild port accesses from seed %i', async (seed) => {
	const machine = await createGuest(WILD_GUEST);
	machine.memory.writePhys(0x100004, Uint8Array.of(seed, seed * 7, seed * 31, seed * 127));
	const { reason } = machine.runSync({ forUs: RUN_US });
	expect(['time', 'crashed', 'halted']).toContain(reason);
	expect(machine.memory.readPhysU32(0x100000)).toBeGreaterThan(0);
	machine.reset();
	machine.runSync({ forUs: 100 });
	expect(machine.memory.readPhysU32(0x100000)).toBeGreaterThan(0);
	machine.dispose();
});
