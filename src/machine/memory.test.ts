import { describe, expect, test } from 'vitest';
import { PagedMemory } from './memory.ts';
import { createGuest } from './testing/guest.test-support.ts';

const DIRECTORY = 0x200000;

/**
 * Maps 4 MB at 0 and again at C0000000h, page by page, and one large page at 80000000h; then
 * calls, through the upper alias, code at physical 180000h that stores a constant at 1 MB.
 */
const PAGED_GUEST = `
main:
	movl $0x201000, %edi
	movl $7, %eax
1:	stosl
	addl $0x1000, %eax
	cmpl $0x400007, %eax
	jne 1b
	movl $0x201007, ${DIRECTORY}
	movl $0x201001, ${DIRECTORY} + 4 * 0x300
	movl $0x000083, ${DIRECTORY} + 4 * 0x200
	movl $0, 0x201000
	movl $code, %esi
	movl $0x180000, %edi
	movl $64, %ecx
	rep movsb
	movl %cr4, %eax
	orl $0x10, %eax
	movl %eax, %cr4
	movl $${DIRECTORY}, %eax
	movl %eax, %cr3
	movl %cr0, %eax
	orl $0x80000000, %eax
	movl %eax, %cr0
again:
	movl $0xc0180000, %eax
	call *%eax
	jmp again
code:
	movl $0x11111111, 0x100000
	ret
`;

describe('the memory of a guest with paging', () => {
	test('is found through the page tables, large pages and aliases included', async () => {
		const { memory } = await bootPaged();
		expect(memory.translate(DIRECTORY, 0xc0180123)).toEqual({
			physical: 0x180123,
			writable: false,
			user: false,
		});
		expect(memory.translate(DIRECTORY, 0x180123)).toEqual({
			physical: 0x180123,
			writable: true,
			user: true,
		});
		expect(memory.translate(DIRECTORY, 0x80234567)?.physical).toBe(0x234567);
		expect(memory.translate(DIRECTORY, 0)).toBeUndefined();
		expect(memory.translate(DIRECTORY, 0x40000000)).toBeUndefined();
		expect(memory.readVirtual(DIRECTORY, 0xc0180ff0, 0x20)).toEqual(
			memory.readPhys(0x180ff0, 0x20),
		);
		expect(() => memory.readVirtual(DIRECTORY, 0xfff, 2)).toThrow(
			'Nothing is mapped at 0xfff under page directory 0x200000',
		);
	});

	test('takes patches of hot code, which count at once', async () => {
		const machine = await bootPaged();
		machine.runSync({ forUs: 20_000 });
		expect(machine.memory.readPhysU32(0x100000)).toBe(0x11111111);
		for (const value of [0x22, 0x33, 0x44]) {
			machine.memory.writeVirtual(DIRECTORY, 0xc0180006, new Uint8Array(4).fill(value));
			machine.runSync({ forUs: 1 });
			expect(machine.memory.readPhysU32(0x100000)).toBe(0x01010101 * value);
			machine.runSync({ forUs: 5000 });
		}
	});
});

test('a write that cannot be completed changes nothing', async () => {
	const { memory } = await bootPaged();
	const end = 0xc0400000;
	const before = memory.readVirtual(DIRECTORY, end - 4, 4);
	expect(() => memory.writeVirtual(DIRECTORY, end - 4, new Uint8Array(8).fill(1))).toThrow(
		'Nothing is mapped at 0xc0400000',
	);
	expect(memory.readVirtual(DIRECTORY, end - 4, 4)).toEqual(before);
});

test('accesses outside RAM are refused', () => {
	const memory = new PagedMemory({ ram: new Uint8Array(4096), writeRam: () => {} });
	expect(() => memory.readPhys(4095, 2)).toThrow('not in RAM');
	expect(() => memory.writePhys(-1, new Uint8Array(1))).toThrow('not in RAM');
	expect(memory.translate(0x10000000, 0)).toBeUndefined();
});

async function bootPaged() {
	const machine = await createGuest(PAGED_GUEST);
	machine.runSync({ until: ({ memory }) => memory.readPhysU32(0x100000) !== 0 });
	return machine;
}
