import { expect, test } from 'vitest';
import { createGuest } from '../testing/guest.test-support.ts';

/**
 * Runs configuration accesses in a guest. Each line is `write8|16|32 address value` or
 * `read address`; the values read are returned.
 */
async function access(...lines: string[]) {
	let reads = 0;
	const code = lines.map((line) => {
		const [what, address, value] = line.split(' ');
		const select = `movl $(0x80000000 | ${address} & ~3), %eax\n movw $0xcf8, %dx\n outl %eax, %dx
			movw $(0xcfc + (${address} & 3)), %dx`;
		switch (what) {
			case 'write8':
				return `${select}\n movb $${value}, %al\n outb %al, %dx`;
			case 'write16':
				return `${select}\n movw $${value}, %ax\n outw %ax, %dx`;
			case 'write32':
				return `${select}\n movl $${value}, %eax\n outl %eax, %dx`;
			default:
				return `${select}\n inl %dx, %eax\n movl %eax, ${0x100000 + 4 * reads++}`;
		}
	});
	const machine = await createGuest(`main:\n${code.join('\n')}\n hlt`, { hasV86Card: true });
	const { reason } = machine.runSync({ forUs: 10_000 });
	return {
		reason,
		values: Array.from({ length: reads }, (_, i) =>
			machine.memory.readPhysU32(0x100000 + 4 * i),
		),
		dropped: machine.stats().dropped,
	};
}

/** Of v86's ne2k: device 5, function 0. */
const NE2K = 0x2800;
const register = (offset: number) => `0x${(NE2K + offset).toString(16)}`;

test('writes of any size to a function that does not exist are dropped and counted', async () => {
	const { reason, dropped } = await access(
		'write8 0x7804 1',
		'write16 0x7804 1',
		'write32 0x7810 0',
		'write32 0xff7810 0',
	);
	expect(reason).toBe('halted');
	expect(dropped).toEqual({ 'pci-write-absent-function': 4 });
});

test('identity and class of a function are read-only', async () => {
	const { values } = await access(
		`read ${register(0)}`,
		`write32 ${register(0)} 0xffffffff`,
		`read ${register(0)}`,
		`read ${register(8)}`,
		`write32 ${register(8)} 0`,
		`read ${register(8)}`,
	);
	expect(values[0]).toBe(0x802910ec);
	expect(values[1]).toBe(values[0]);
	expect(values[3]).toBe(values[2]);
});

test('the command register takes its writable bits, from writes of each size', async () => {
	const { values } = await access(
		`write16 ${register(4)} 0xffff`,
		`read ${register(4)}`,
		`write8 ${register(4)} 0`,
		`read ${register(4)}`,
		`write32 ${register(4)} 7`,
		`read ${register(4)}`,
	);
	expect(values.map((value) => value & 0xffff)).toEqual([0x0557, 0x0500, 0x0007]);
});

test('the interrupt line is writable and the interrupt pin is not', async () => {
	const { values } = await access(
		`write32 ${register(0x3c)} 0xffffff0b`,
		`read ${register(0x3c)}`,
	);
	expect((values[0] as number) & 0xffff).toBe(0x010b);
});

test('a base address register tells its size and can be moved, aligned', async () => {
	const { values } = await access(
		`write32 ${register(0x10)} 0xffffffff`,
		`read ${register(0x10)}`,
		`write32 ${register(0x10)} 0xc11f`,
		`read ${register(0x10)}`,
		`write8 ${register(0x11)} 0xd1`,
		`read ${register(0x10)}`,
	);
	expect((values[0] as number) & 0xffff).toBe(0xffe1);
	expect(values[1]).toBe(0xc101);
	expect(values[2]).toBe(0xd101);
});

test('registers beyond the header are read-only where the device has none', async () => {
	const { values } = await access(`write32 ${register(0x40)} 5`, `read ${register(0x40)}`);
	expect(values[0]).toBe(0);
});

test('selecting any function after any other does not reset the machine', async () => {
	const functions = [0, 1, 2, 3, 4, 5, 6, 7];
	const reads = functions.flatMap((first) =>
		functions.flatMap((second) => [
			`read 0x2${(8 + first).toString(16)}00`,
			`read 0x2${(8 + second).toString(16)}00`,
		]),
	);
	const { reason, values } = await access('read 0', ...reads);
	expect(reason).toBe('halted');
	expect(values[0]).toBe(0x12378086);
});
