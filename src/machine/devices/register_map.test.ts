import { beforeEach, expect, test } from 'vitest';
import { type Register, RegisterMap } from './register_map.ts';

let calls: string[];
let map: RegisterMap;

function register(name: string, size: 1 | 2 | 4, value: number): Register {
	return {
		size,
		read: () => {
			calls.push(`read ${name}`);
			return value;
		},
		write: (written, mask) => {
			calls.push(`write ${name} ${written.toString(16)} of ${mask.toString(16)}`);
		},
	};
}

beforeEach(() => {
	calls = [];
	map = new RegisterMap(
		16,
		new Map([
			[0, register('long', 4, 0x87654321)],
			[4, register('word', 2, 0xabcd)],
			[6, register('byte', 1, 0xef)],
			[8, { size: 4, read: () => 0x11223344 } satisfies Register],
		]),
	);
});

test('an access that is a register is passed on, with unsigned values', () => {
	expect(map.read(0, 4)).toBe(0x87654321);
	expect(map.read(4, 2)).toBe(0xabcd);
	map.write(0, 4, 0xfedcba98);
	expect(calls.slice(-1)).toEqual(['write long fedcba98 of ffffffff']);
});

test('a smaller access reaches its part of a register', () => {
	expect(map.read(1, 1)).toBe(0x43);
	expect(map.read(2, 2)).toBe(0x8765);
	calls.length = 0;
	map.write(3, 1, 0x99);
	map.write(4, 1, 0x77);
	expect(calls).toEqual(['write long 99000000 of ff000000', 'write word 77 of ff']);
});

test('a larger access reaches all registers in it, each once', () => {
	expect(map.read(4, 4)).toBe(0x00efabcd);
	expect(calls).toEqual(['read word', 'read byte']);
	map.write(4, 4, 0x12345678);
	expect(calls.slice(2)).toEqual(['write word 5678 of ffff', 'write byte 34 of ff']);
});

test('an access across registers reaches a part of each', () => {
	expect(map.read(2, 4)).toBe(0xabcd8765);
	calls.length = 0;
	map.write(3, 2, 0x1234);
	expect(calls).toEqual(['write long 34000000 of ff000000', 'write word 12 of ff']);
});

test('what no register covers reads as 0 and takes no writes, nor does a read-only one', () => {
	expect(map.read(12, 4)).toBe(0);
	map.write(12, 4, 1);
	map.write(8, 4, 1);
	expect(map.read(8, 4)).toBe(0x11223344);
	expect(calls).toEqual([]);
});

test('registers that overlap are refused', () => {
	const registers = new Map([
		[0, register('long', 4, 0)],
		[2, register('word', 2, 0)],
	]);
	expect(() => new RegisterMap(8, registers)).toThrow(/overlaps/);
});
