import { expect, test } from 'vitest';
import { countFreeFrames, findProcess, listProcesses } from './introspect.ts';
import { MANIFEST_FORMAT, Manifest } from './manifest.ts';
import { PagedMemory } from './memory.ts';

const BASE = 0xc0000000;
const FREE_COUNT = 0x800;
const LAYOUT = 0x1000;
const TABLE = 0x2000;
const SLOT_SIZE = 64;
const PRIVILEGES = 0x3000;
const PRIVILEGE_SIZE = 48;
const LABEL = 8;
const OFFSETS = {
	endpoint: 0,
	state: 4,
	name: 8,
	cr3: 24,
	priority: 28,
	priv: 29,
	eip: 32,
	cpu: 40,
};

const manifest = Manifest.parse(
	JSON.stringify({
		format: MANIFEST_FORMAT,
		binaries: [
			{
				name: 'kernel',
				kind: 'kernel',
				sha256: '',
				size: 0,
				text: [BASE, BASE],
				symbols: [
					['free_count', BASE + FREE_COUNT, 4, 'object'],
					['proc_layout', BASE + LAYOUT, 56, 'object'],
				],
				lines: { files: [], table: '' },
			},
		],
	}),
);

function guest(magic = 0x4c505250, version = 1) {
	const ram = new Uint8Array(1 << 16);
	const view = new DataView(ram.buffer);
	const layout = [
		...[magic, version, BASE + TABLE, 4, SLOT_SIZE],
		...[OFFSETS.endpoint, OFFSETS.state, OFFSETS.name, 16, OFFSETS.cr3],
		...[OFFSETS.priority, OFFSETS.priv, OFFSETS.eip, OFFSETS.cpu],
		...[BASE + PRIVILEGES, PRIVILEGE_SIZE, LABEL],
	];
	layout.forEach((word, index) => {
		view.setUint32(LAYOUT + 4 * index, word, true);
	});
	view.setUint32(FREE_COUNT, 4711, true);
	for (const [slot, name, label] of [
		[1, 'rs', 'rs'],
		[3, 'rtl8139', 'a-label-of-16-ch'],
	] as const) {
		const at = TABLE + slot * SLOT_SIZE;
		view.setUint32(at + OFFSETS.endpoint, 0x8000 + slot, true);
		view.setUint32(at + OFFSETS.state, 4, true);
		ram.set(new TextEncoder().encode(name), at + OFFSETS.name);
		view.setUint32(at + OFFSETS.cr3, 0x5000, true);
		view.setUint8(at + OFFSETS.priority, 2);
		view.setUint8(at + OFFSETS.priv, slot);
		ram.set(new TextEncoder().encode(label), PRIVILEGES + slot * PRIVILEGE_SIZE + LABEL);
		view.setUint32(at + OFFSETS.eip, 0x08048000, true);
		view.setBigUint64(at + OFFSETS.cpu, 5_000_000_000n, true);
	}
	return { memory: new PagedMemory({ ram, writeRam: () => {} }) };
}

test('the processes are those of the slots in use', () => {
	expect(listProcesses(guest(), manifest)).toEqual([
		{
			slot: 1,
			endpoint: 0x8001,
			stateFlags: 4,
			name: 'rs',
			label: 'rs',
			cr3: 0x5000,
			priority: 2,
			privilegeId: 1,
			userEip: 0x08048000,
			cpuUs: 5_000_000_000,
		},
		expect.objectContaining({ slot: 3, name: 'rtl8139', label: 'a-label-of-16-ch' }),
	]);
});

test('a process is found by its label', () => {
	expect(findProcess(guest(), manifest, 'a-label-of-16-ch')?.slot).toBe(3);
	expect(findProcess(guest(), manifest, 'vfs')).toBeUndefined();
});

test('the free frames are those that the kernel counts', () => {
	expect(countFreeFrames(guest(), manifest)).toBe(4711);
});

test('a guest in which no kernel runs, or another one, is an error', () => {
	expect(() => listProcesses(guest(0), manifest)).toThrow('No kernel at 0xc0001000');
	expect(() => listProcesses(guest(undefined, 2), manifest)).toThrow('version 2, known is 1');
});
