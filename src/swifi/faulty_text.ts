/**
 * The machine code of one instance of a driver, and the faults in it.
 *
 * A fault is planted as its new bytes with INT3 in place of the first one. When the processor
 * gets there, the kernel's breakpoint handler asks the host (`Machine.onBreakpoint`), which puts
 * the byte in its place: so it is known exactly whether and when a mutated instruction was
 * executed, and nothing else differs from a fault without INT3. Faults may overlap; what counts
 * is the text as it would be without breakpoints, which `CandidateMap` keeps.
 */

import type { GuestMemory } from '../machine/api.ts';
import type { GuestProcess } from '../machine/introspect.ts';
import type { Binary } from '../machine/manifest.ts';
import type { SeededRandom } from '../machine/random.ts';
import type { FaultType, Mutation } from './fault.ts';
import type { CandidateMap } from './faults/candidate_map.ts';
import type { Disassembly } from './faults/describe.ts';

const INT3 = 0xcc;

/** A binary's text, without faults. */
export interface CleanText {
	readonly binary: Binary;
	readonly bytes: Uint8Array;
}

/** The text of a process that runs that binary, as it is in its memory. */
export function readText(memory: GuestMemory, process: GuestProcess, binary: Binary): Uint8Array {
	const { textStart, textEnd } = binary;
	return memory.readVirtual(process.cr3, textStart, textEnd - textStart);
}

export class FaultyText {
	/** Where breakpoints are, and who is told when the processor gets there. */
	#waiting = new Map<number, readonly (() => void)[]>();

	/**
	 * Of an instance in which there is no fault yet. `map` is of the clean binary, and this
	 * instance's until the next one comes. Throws when the instance's text is not the binary's:
	 * a fault would have outlived a restart.
	 */
	constructor(
		private readonly memory: GuestMemory,
		readonly process: GuestProcess,
		private readonly map: CandidateMap,
		clean: CleanText,
	) {
		const text = readText(memory, process, clean.binary);
		const at = text.findIndex((byte, index) => byte !== clean.bytes[index]);
		if (at >= 0) {
			const address = (clean.binary.textStart + at).toString(16);
			throw new Error(
				`A fresh instance of ${process.label} differs from its binary at 0x${address}: ` +
					'expected each instance to have its own copy of the text.',
			);
		}
		map.reset();
	}

	/** A mutation of that type, each instruction as likely as the other; undefined if none can be. */
	pick(type: FaultType, random: SeededRandom): Mutation | undefined {
		return this.map.pick(type, random);
	}

	/** The instruction before and after a mutation that is not planted yet. */
	describe(mutation: Mutation): Disassembly {
		return this.map.describe(mutation);
	}

	/**
	 * Changes the running code. `onExecuted` is called at most once, within a quantum. A fault that
	 * makes an instruction longer may leave an earlier one in the middle of it: that one has been
	 * executed when the longer instruction is.
	 */
	plant({ address, newBytes }: Mutation, onExecuted: () => void): void {
		this.map.update(address, newBytes);
		const earlier = this.#waiting;
		const moved = new Map<number, (() => void)[]>();
		for (const [at, listeners] of [...earlier, [address, [onExecuted]] as const]) {
			const start = this.map.instructionStart(at);
			moved.set(start, [...(moved.get(start) ?? []), ...listeners]);
		}
		this.#waiting = moved;
		this.#write(address, newBytes.length);
		for (const at of [...earlier.keys(), ...moved.keys()]) {
			if (earlier.has(at) !== moved.has(at)) this.#write(at, 1);
		}
	}

	/**
	 * The processor has come to INT3 at that address: puts the instruction in its place. False
	 * when the breakpoint is none of a fault.
	 */
	reach(address: number): boolean {
		const listeners = this.#waiting.get(address);
		if (!listeners) return false;
		this.#waiting.delete(address);
		this.#write(address, 1);
		for (const listener of listeners) listener();
		return true;
	}

	#write(address: number, length: number): void {
		const bytes = Uint8Array.from({ length }, (_, offset) => {
			const at = address + offset;
			return this.#waiting.has(at) ? INT3 : this.map.byteAt(at);
		});
		this.memory.writeVirtual(this.process.cr3, address, bytes);
	}
}
