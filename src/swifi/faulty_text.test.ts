import { expect, it } from 'vitest';
import type { GuestMemory } from '../machine/api.ts';
import type { GuestProcess } from '../machine/introspect.ts';
import { Binary } from '../machine/manifest.ts';
import type { Mutation } from './fault.ts';
import { CandidateMap } from './faults/candidate_map.ts';
import { FaultyText } from './faulty_text.ts';

const START = 0x400000;
/** push ebp; mov ebp, esp; mov eax, [ebp+8]; pop ebp; ret. */
const CLEAN = Uint8Array.of(0x55, 0x89, 0xe5, 0x8b, 0x45, 0x08, 0x5d, 0xc3);
const INT3 = 0xcc;

const binary = new Binary({
	name: 'dp8390',
	kind: 'driver',
	sha256: '',
	size: CLEAN.length,
	text: [START, START + CLEAN.length],
	symbols: [['receive', START, CLEAN.length, 'func']],
	lines: { files: [], table: '' },
});

/** An instance whose memory is one array. */
function instance(bytes = CLEAN) {
	const text = bytes.slice();
	const memory = {
		readVirtual: (_cr3: number, address: number, length: number) =>
			text.slice(address - START, address - START + length),
		writeVirtual: (_cr3: number, address: number, written: Uint8Array) =>
			text.set(written, address - START),
	} as unknown as GuestMemory;
	const process = { label: 'eth.dp8390', cr3: 1 } as GuestProcess;
	const map = new CandidateMap(binary, CLEAN);
	const make = () => new FaultyText(memory, process, map, { binary, bytes: CLEAN });
	return { text, map, make };
}

function mutation(offset: number, ...newBytes: number[]): Mutation {
	const oldBytes = CLEAN.slice(offset, offset + newBytes.length);
	return {
		type: 'text',
		address: START + offset,
		oldBytes,
		newBytes: Uint8Array.from(newBytes),
	};
}

it('plants the new bytes behind a breakpoint, and tells the candidates of them without it', () => {
	const { text, map, make } = instance();
	make().plant(mutation(3, 0x8b, 0x4d, 0x0c), () => undefined);
	expect([...text]).toEqual([0x55, 0x89, 0xe5, INT3, 0x4d, 0x0c, 0x5d, 0xc3]);
	expect(map.byteAt(START + 3)).toBe(0x8b);
});

it('puts the instruction in its place when it is reached, and tells so once', () => {
	const { text, make } = instance();
	const faulty = make();
	let executions = 0;
	faulty.plant(mutation(3, 0x90, 0x90, 0x90), () => {
		executions++;
	});
	expect(faulty.reach(START + 3)).toBe(true);
	expect([...text]).toEqual([0x55, 0x89, 0xe5, 0x90, 0x90, 0x90, 0x5d, 0xc3]);
	expect(executions).toBe(1);
	expect(faulty.reach(START + 3)).toBe(false);
	expect(executions).toBe(1);
});

it('leaves breakpoints alone that are none of its own', () => {
	const { text, make } = instance();
	const faulty = make();
	faulty.plant(mutation(0, INT3), () => undefined);
	expect(faulty.reach(START + 7)).toBe(false);
	expect(faulty.reach(START)).toBe(true);
	expect(text[0]).toBe(INT3);
	expect(faulty.reach(START)).toBe(false);
});

it('keeps both of two faults in one instruction, and what the later one made of it', () => {
	const { text, make } = instance();
	const faulty = make();
	const executed: string[] = [];
	faulty.plant(mutation(3, 0x8b, 0x4d, 0x08), () => void executed.push('first'));
	faulty.plant(mutation(3, 0x90, 0x90, 0x90), () => void executed.push('second'));
	expect(text[3]).toBe(INT3);
	faulty.reach(START + 3);
	expect(executed).toEqual(['first', 'second']);
	expect([...text.subarray(3, 6)]).toEqual([0x90, 0x90, 0x90]);
});

it('takes a fault for executed with the instruction that has swallowed it', () => {
	const { text, make } = instance();
	const faulty = make();
	const executed: string[] = [];
	faulty.plant(mutation(3, 0x8b, 0x4d, 0x08), () => void executed.push('swallowed'));
	// mov ebp, esp becomes mov ebp, [ebx + 0x84d8b...], four bytes longer.
	faulty.plant(mutation(1, 0x8b, 0xab), () => void executed.push('longer'));
	expect([...text]).toEqual([0x55, INT3, 0xab, 0x8b, 0x4d, 0x08, 0x5d, 0xc3]);
	expect(faulty.reach(START + 3)).toBe(false);
	expect(faulty.reach(START + 1)).toBe(true);
	expect([...text]).toEqual([0x55, 0x8b, 0xab, 0x8b, 0x4d, 0x08, 0x5d, 0xc3]);
	expect(executed).toEqual(['swallowed', 'longer']);
});

it('refuses an instance in which a fault has outlived the restart', () => {
	const spoilt = CLEAN.slice();
	spoilt[2] = 0x90;
	expect(instance(spoilt).make).toThrow('differs from its binary at 0x400002');
});
