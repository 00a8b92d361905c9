/*
 * What the guest executes, function by function: counts exactly, on a `stepwise` machine, how
 * often each function of each process is entered and how many instructions it takes, and how
 * many bytes the copying functions move. A jump from one function to another is seen only where
 * it leaves the page, so that a tail call counts for its caller.
 *
 * `manifest` must be that of the image that runs, whose kernel must be up.
 */
import type { Machine, ProcessorState } from '../src/machine/api.ts';
import { listProcesses } from '../src/machine/introspect.ts';
import type { Binary, Manifest } from '../src/machine/manifest.ts';

export const KERNEL = 'kernel';
/** First address of the kernel in every address space (os-image/kernel/memory.h). */
const KERNEL_BASE = 0xc0000000;
/** Functions that move memory, and which of their arguments is the length; the first one is 1. */
const COPYING: ReadonlyMap<string, number> = new Map([
	['memcpy', 3],
	['memmove', 3],
	['user_copy', 3],
	['checksum_copy', 4],
]);
const WORD = 4;
const UNKNOWN = '?';

export interface FunctionCost {
	/** Label of the component, name of the program, or `KERNEL`. */
	readonly process: string;
	readonly name: string;
	/** Times it was entered. */
	calls: number;
	/** Its own, without those of the functions that it called. */
	instructions: number;
	/** Moved by it, where it is one of those that copy. */
	copiedBytes: number;
}

interface Space {
	readonly process: string;
	readonly binary: Binary | undefined;
}

interface Place {
	readonly cost: FunctionCost;
	readonly isEntry: boolean;
}

export class FunctionTrace {
	readonly #costs = new Map<string, FunctionCost>();
	readonly #spaces = new Map<number, Space>();
	/** By binary and address: symbols are looked up once. */
	readonly #places = new Map<string, Map<number, Place>>();
	readonly #kernel: Space;
	readonly #unsubscribe: () => void;
	#cost: FunctionCost | undefined;
	#lastInstructions: number;

	constructor(
		private readonly machine: Machine,
		private readonly manifest: Manifest,
	) {
		this.#kernel = { process: KERNEL, binary: manifest.binary(KERNEL) };
		this.#lastInstructions = machine.processor.instructions;
		this.#unsubscribe = machine.onStep((processor) => this.#step(processor));
	}

	/** Ends it and gives what was counted, the most instructions first. */
	end(): readonly FunctionCost[] {
		this.#unsubscribe();
		return [...this.#costs.values()].sort((a, b) => b.instructions - a.instructions);
	}

	#step({ instructions, instructionPointer, cr3, stackPointer }: ProcessorState): void {
		if (this.#cost) this.#cost.instructions += instructions - this.#lastInstructions;
		this.#lastInstructions = instructions;
		const address = instructionPointer >>> 0;
		const space = address >= KERNEL_BASE ? this.#kernel : this.#spaceOf(cr3, address);
		const { cost, isEntry } = this.#placeOf(space, address);
		if (isEntry) {
			cost.calls++;
			// A copy that hands on to another one is one copy.
			const isHandedOn = this.#cost !== undefined && COPYING.has(this.#cost.name);
			const argument = COPYING.get(cost.name);
			if (argument !== undefined && !isHandedOn) {
				const at = (stackPointer + argument * WORD) >>> 0;
				const bytes = this.machine.memory.readVirtual(cr3, at, WORD);
				cost.copiedBytes += new DataView(bytes.buffer).getUint32(0, true);
			}
		}
		this.#cost = cost;
	}

	/** Processes come and go, and their page directories are used again. */
	#spaceOf(cr3: number, address: number): Space {
		const known = this.#spaces.get(cr3);
		if (known?.binary?.lookupSymbol(address)) return known;
		const process = listProcesses(this.machine, this.manifest).find((it) => it.cr3 === cr3);
		const { label = '', name = '' } = process ?? {};
		// A component's process has its label for a name: eth.rtl8139, mfs.root.
		const binary = [name, ...label.split('.')]
			.map((program) => this.manifest.find(program))
			.find((it) => it?.lookupSymbol(address));
		const space = { process: label || name || UNKNOWN, binary };
		this.#spaces.set(cr3, space);
		return space;
	}

	#placeOf({ process, binary }: Space, address: number): Place {
		let places = this.#places.get(process);
		if (!places) {
			places = new Map();
			this.#places.set(process, places);
		}
		const known = places.get(address);
		if (known) return known;
		const found = binary?.lookupSymbol(address);
		const name = found?.symbol.name ?? UNKNOWN;
		const key = `${process} ${name}`;
		const cost = this.#costs.get(key) ?? {
			...{ process, name, calls: 0, instructions: 0, copiedBytes: 0 },
		};
		this.#costs.set(key, cost);
		const place = { cost, isEntry: found?.offset === 0 };
		places.set(address, place);
		return place;
	}
}
