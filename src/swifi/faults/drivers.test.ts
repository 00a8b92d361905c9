/*
 * Every type of fault on every instruction of every driver that was built: what a mutation
 * becomes differs from the instruction just as its type says. iced-x86 is the judge, by itself.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { FunctionCode } from '../code/function_code.ts';
import { functionRanges } from '../code/functions.ts';
import { branchTarget, type Encoding, endOf, type Instruction } from '../code/instruction.ts';
import { type FaultType, faultTypes, type Mutation } from '../fault.ts';
import { CandidateMap } from './candidate_map.ts';
import { type DriverText, readDriverTexts } from './driver_texts.test-support.ts';
import { type Judged, judge } from './iced_operands.test-support.ts';
import { mutationsOf } from './models.ts';

const expectedDrivers = [
	...['at_disk', 'audio', 'checksum', 'dp8390', 'printer', 'ramdisk', 'random'],
	...['rtl8139', 'tty'],
];

let drivers: DriverText[] = [];
let functions: FunctionCode[] = [];

beforeAll(async () => {
	drivers = await readDriverTexts();
	functions = drivers.flatMap(({ binary, text }) =>
		functionRanges(binary).map((range) => new FunctionCode(range, text, binary.textStart)),
	);
});

/**
 * Problems with the mutations of that type, as found by `problemOf`. What an instruction becomes
 * depends on its bytes alone (which of them may become it does not), so that equal bytes are
 * judged once.
 */
function problems(
	type: FaultType,
	problemOf: (before: Judged, after: readonly Judged[], mutation: Mutation) => string | undefined,
): { found: string[]; judged: number } {
	const seen = new Set<Encoding>();
	const found: string[] = [];
	let judged = 0;
	for (const code of functions) {
		for (const instruction of code.instructions) {
			if (seen.has(instruction.encoding)) continue;
			const mutations = mutationsOf(type, instruction, code);
			if (mutations.length > 0) seen.add(instruction.encoding);
			const [before] = judge(instruction.encoding.bytes);
			for (const mutation of mutations) {
				judged++;
				const problem = !before
					? 'no instruction'
					: mutation.oldBytes.length !== mutation.newBytes.length
						? 'another number of bytes'
						: problemOf(before, judge(mutation.newBytes), mutation);
				if (problem) found.push(`${problem}: ${explain(mutation, instruction)}`);
			}
		}
	}
	return { found: found.slice(0, 10), judged };
}

/** One of each that have equal bytes. */
function distinctInstructions(): { code: FunctionCode; instruction: Instruction }[] {
	const byEncoding = new Map(
		functions.flatMap((code) =>
			code.instructions.map((instruction) => [instruction.encoding, { code, instruction }]),
		),
	);
	return [...byEncoding.values()];
}

function explain({ oldBytes, newBytes }: Mutation, { address }: Instruction): string {
	const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
	return `${hex(oldBytes)} at ${address.toString(16)} became ${hex(newBytes)}`;
}

function flippedBits({ oldBytes, newBytes }: Mutation): number {
	let bits = 0;
	oldBytes.forEach((byte, n) => {
		for (let rest = byte ^ (newBytes[n] ?? 0); rest > 0; rest &= rest - 1) bits++;
	});
	return bits;
}

/** The one operand that differs, when nothing else does. */
function changedOperand(before: Judged, after: readonly Judged[]): number | undefined {
	const [changed] = after;
	if (!changed || after.length > 1 || changed.mnemonic !== before.mnemonic) return undefined;
	const numbers = before.operands.flatMap((text, n) => (text === changed.operands[n] ? [] : n));
	return numbers.length === 1 ? numbers[0] : undefined;
}

const changedParts = (before: Judged, after: Judged): string[] =>
	(['base', 'index', 'scale', 'displacement'] as const).filter(
		(part) => before.address[part] !== after.address[part],
	);

const isFrameSlot = ({ address }: Judged): boolean =>
	['EBP', 'ESP'].includes(address.base) && address.index === 'None';

/** Whether the operand that changed is a frame slot that has become another, or no memory. */
const namesAnother = (before: Judged, after: Judged, operand: number): boolean =>
	operand !== before.memory ||
	(before.accessesMemory &&
		isFrameSlot(before) &&
		String(changedParts(before, after)) === 'displacement');

describe('the drivers', () => {
	test('are decoded to the end of each function, with no data among the instructions', () => {
		const broken = functions.filter(({ range, instructions }) => {
			const gaps = instructions.some(
				(instruction, n) =>
					endOf(instruction) !== (instructions[n + 1]?.address ?? range.end),
			);
			return gaps || instructions[0]?.address !== range.start;
		});
		expect(broken.map(({ range }) => range.name)).toEqual([]);
	});

	test('jump to the starts of instructions alone', () => {
		const stray = functions.flatMap(({ range, instructions }) => {
			const starts = new Set(instructions.map(({ address }) => address));
			return instructions
				.map((instruction) => branchTarget(instruction) ?? range.end)
				.filter((target) => target >= range.start && target < range.end)
				.filter((target) => !starts.has(target))
				.map((target) => `${range.name} ${target.toString(16)}`);
		});
		expect(stray).toEqual([]);
	});

	test('have candidates for each type of fault', () => {
		expect(drivers.map(({ binary }) => binary.name)).toEqual(expectedDrivers);
		const missing = drivers.flatMap(({ binary, text }) => {
			const map = new CandidateMap(binary, text);
			return faultTypes
				.filter((type) => map.count(type) === 0)
				.map((type) => `${binary.name} ${type}`);
		});
		expect(missing).toEqual([]);
	});
});

describe('on every instruction of every driver', () => {
	test('a source fault flips one bit, and another value is read', () => {
		const { found, judged } = problems('source', (before, after, mutation) => {
			const operand = changedOperand(before, after);
			if (flippedBits(mutation) !== 1) return 'not one bit';
			if (operand === undefined || !after[0]) return 'not one operand';
			if (before.written[operand]) return 'written';
			if (before.mnemonic === 'Lea') {
				const parts = changedParts(before, after[0]);
				return parts.length === 1 && parts[0] !== 'scale' ? undefined : 'not one part';
			}
			return namesAnother(before, after[0], operand) ? undefined : 'another address';
		});
		expect(found).toEqual([]);
		expect(judged).toBeGreaterThan(10_000);
	});

	test('a destination fault flips one bit, and another place is written', () => {
		const { found, judged } = problems('destination', (before, after, mutation) => {
			const operand = changedOperand(before, after);
			if (flippedBits(mutation) !== 1) return 'not one bit';
			if (operand === undefined || !after[0]) return 'not one operand';
			if (!before.written[operand]) return 'not written';
			return namesAnother(before, after[0], operand) ? undefined : 'another address';
		});
		expect(found).toEqual([]);
		expect(judged).toBeGreaterThan(10_000);
	});

	test('a pointer fault flips one bit, and another address is accessed', () => {
		const { found, judged } = problems('pointer', (before, after, mutation) => {
			const operand = changedOperand(before, after);
			if (flippedBits(mutation) !== 1) return 'not one bit';
			if (operand === undefined || !after[0]) return 'not one operand';
			if (operand !== before.memory || !before.accessesMemory) return 'not of memory';
			if (isFrameSlot(before)) return 'a frame slot';
			const parts = changedParts(before, after[0]);
			return parts.length === 1 && parts[0] !== 'scale' ? undefined : 'not one part';
		});
		expect(found).toEqual([]);
		expect(judged).toBeGreaterThan(10_000);
	});

	test('no two of these three flip the same bit', () => {
		const types = ['source', 'destination', 'pointer'] as const;
		const shared = distinctInstructions().filter(({ code, instruction }) => {
			const results = types.flatMap((type) =>
				mutationsOf(type, instruction, code).map(({ newBytes }) => String(newBytes)),
			);
			return new Set(results).size < results.length;
		});
		expect(shared).toEqual([]);
	});

	test('an interface fault takes a parameter from memory no more, and keeps the stack', () => {
		const { found, judged } = problems('interface', (before, after) => {
			if (!isFrameSlot(before) || before.address.base !== 'EBP') return 'no frame slot';
			if (before.address.displacement < 8) return 'no parameter';
			if (after.some(({ memory }) => memory !== undefined)) return 'still from memory';
			const [first, ...others] = after;
			if (others.some(({ mnemonic }) => mnemonic !== 'Nop')) return 'more than NOPs behind';
			if (first?.stackChange !== before.stackChange) return 'another stack pointer';
			const kept = first.mnemonic === before.mnemonic;
			return kept || first.mnemonic === 'Nop' ? undefined : 'another instruction';
		});
		expect(found).toEqual([]);
		expect(judged).toBeGreaterThan(100);
	});

	test('a loop fault keeps where a branch leads, or what a string instruction does', () => {
		const { found, judged } = problems('loop', (before, after, mutation) => {
			const last = after.at(-1);
			if (before.isBranch) {
				const same = after.length === 1 && last?.isBranch && last.target === before.target;
				const inverse = flippedBits(mutation) === 1 && last?.mnemonic !== before.mnemonic;
				return same && inverse ? undefined : 'not the opposite';
			}
			return last?.mnemonic === before.mnemonic ? undefined : 'another instruction';
		});
		expect(found).toEqual([]);
		expect(judged).toBeGreaterThan(100);
	});

	test('a text fault flips one bit, each of them in turn', () => {
		const wrong = distinctInstructions().filter(({ code, instruction }) => {
			const mutations = mutationsOf('text', instruction, code);
			const results = new Set(mutations.map(({ newBytes }) => String(newBytes)));
			return (
				results.size !== instruction.encoding.bytes.length * 8 ||
				mutations.some((mutation) => flippedBits(mutation) !== 1)
			);
		});
		expect(wrong).toEqual([]);
	});

	test('a nop fault leaves nothing but NOPs', () => {
		const { found, judged } = problems('nop', (before, after) => {
			if (before.mnemonic === 'Nop') return 'nothing missing';
			return after.every(({ mnemonic }) => mnemonic === 'Nop') ? undefined : 'not NOPs';
		});
		expect(found).toEqual([]);
		expect(judged).toBeGreaterThan(1_000);
	});
});
