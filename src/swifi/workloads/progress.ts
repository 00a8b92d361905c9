/**
 * How far the guest's program `workload` is, read in its memory: the layout is that of
 * os-image/commands/workload/progress.h, which says why it is true at any moment.
 */

import type { GuestMemory } from '../../machine/api.ts';
import { listProcesses } from '../../machine/introspect.ts';
import type { Manifest } from '../../machine/manifest.ts';

export interface Progress {
	/** The number of the round that was begun last; rounds count from 1. */
	readonly begun: number;
	/** How many rounds have ended well. */
	readonly ended: number;
	/** The number of the last one of them, 0 before. */
	readonly lastWell: number;
	/** How many have ended in other ways, wrong contents included. */
	readonly failed: number;
	/** Of those, how many had wrong contents, by the program's or the host's word. */
	readonly corrupted: number;
	/** How many errors rounds got over, as applications of the device have to. */
	readonly errors: number;
	/** errno of the last failed round; 0 when its contents were wrong, or there is none. */
	readonly lastError: number;
	/** What the last failed round was doing, or what the host found wrong after it. */
	readonly lastStep: string;
}

const PROGRAM = 'workload';
const SYMBOL = 'workload_progress';
const MAGIC = 0x4441_4f4c;
const VERSION = 1;
const BYTES = 56;
const FAILURES_OFFSET = 32;
const FAILURE_BYTES = 12;
const STEP_LENGTH_MAX = 40;
/** Reads after which it is looked whether the process is still there. */
const TRUSTED_READS = 64;

export class ProgressReader {
	readonly #address: number;
	#cr3: number | undefined;
	#readsLeft = 0;

	constructor(
		private readonly machine: { readonly memory: GuestMemory },
		private readonly manifest: Manifest,
	) {
		this.#address = manifest.binary(PROGRAM).symbol(SYMBOL).address;
	}

	/** Undefined while the program does not run, or has not begun its first round. */
	read(): Progress | undefined {
		if (this.#readsLeft-- <= 0) this.forget();
		this.#cr3 ??= this.#find();
		return this.#cr3 === undefined ? undefined : this.#readIn(this.#cr3);
	}

	/** The machine is in another state now. */
	forget(): void {
		this.#cr3 = undefined;
		this.#readsLeft = TRUSTED_READS;
	}

	#find(): number | undefined {
		return listProcesses(this.machine, this.manifest).find(({ name }) => name === PROGRAM)?.cr3;
	}

	#readIn(cr3: number): Progress | undefined {
		const bytes = this.#readMapped(cr3, this.#address, BYTES);
		if (!bytes) return undefined;
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
		const words = Array.from({ length: 8 }, (_, index) => view.getUint32(4 * index, true));
		const [magic, version, begun = 0, ended = 0, lastWell = 0, failed = 0, errors = 0] = words;
		if (magic !== MAGIC) return undefined;
		if (version !== VERSION) {
			throw new Error(
				`The guest's workload tells of itself in version ${version}, known is ${VERSION}: ` +
					'build image and host from the same source.',
			);
		}
		const failure = FAILURES_OFFSET + (failed % 2) * FAILURE_BYTES;
		return {
			...{ begun, ended, lastWell, failed, errors },
			lastError: view.getUint32(failure, true),
			lastStep: this.#readText(cr3, view.getUint32(failure + 4, true)),
			corrupted: view.getUint32(failure + 8, true),
		};
	}

	/** A literal of the program; empty for none. */
	#readText(cr3: number, address: number): string {
		const characters: number[] = [];
		while (address !== 0 && characters.length < STEP_LENGTH_MAX) {
			const [byte] = this.#readMapped(cr3, address + characters.length, 1) ?? [];
			if (!byte) break;
			characters.push(byte);
		}
		return String.fromCharCode(...characters);
	}

	#readMapped(cr3: number, address: number, length: number): Uint8Array | undefined {
		const { memory } = this.machine;
		const isMapped = (at: number) => memory.translate(cr3, at) !== undefined;
		return isMapped(address) && isMapped(address + length - 1)
			? memory.readVirtual(cr3, address, length)
			: undefined;
	}
}
