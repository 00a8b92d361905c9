/**
 * What goes wrong with a disk, and when. A drive asks before each command what is to happen to
 * it; the answer depends on the commands so far, guest time and a seed alone, so that a run can be
 * repeated.
 */

import type { PlainData } from '../api.ts';
import { SeededRandom } from '../random.ts';
import { SECTOR_BYTES } from './ata_registers.ts';

export type DiskOperation = 'read' | 'write' | 'flush';

/**
 * - `bad`: a sector can't be read or written; the drive says so.
 * - `timeout`: the command never ends; a reset brings the drive back.
 * - `wrong`: a bit of what is read is not what was written, and nobody says so.
 * - `lost`: a write is acknowledged and not done.
 * - `torn`: a write is acknowledged and only its beginning is done, down to a byte.
 * - `misdirected`: the sectors that are read or written are others.
 * - `gone`: the drive answers nothing any more, and what it had not flushed is lost.
 */
export type DiskFaultKind = 'bad' | 'timeout' | 'wrong' | 'lost' | 'torn' | 'misdirected' | 'gone';

export interface DiskFault {
	readonly kind: DiskFaultKind;
	readonly on: readonly DiskOperation[];
	/** The sectors concerned, both ends included; without it all of them. Flushes have none. */
	readonly sectors?: { readonly first: number; readonly last: number };
	/** From this guest time on. */
	readonly atNs?: number;
	/** Only the nth of the commands that are concerned, from 1. */
	readonly nth?: number;
	/** Each command that is concerned with this probability. */
	readonly rate?: number;
	/** At most so many commands. */
	readonly times?: number;
	/** `bad`: a sector fails so often and is good from then on. */
	readonly tries?: number;
	/** `misdirected`: how many sectors beside the right ones, by default one block of 4 KB. */
	readonly by?: number;
	/** `gone`: the reset that brings the drive back; without it none does. */
	readonly resets?: number;
}

export interface DiskCommand {
	readonly operation: DiskOperation;
	/** 0 sectors for a flush. */
	readonly lba: number;
	readonly count: number;
}

/** What happens to a command. Offsets are in bytes from the start of its data. */
export interface Verdict {
	readonly hangs: boolean;
	/** The drive goes away: never to come back, or with so many resets. */
	readonly goes: { readonly resets: number | null } | null;
	/** Data before this sector is moved, then the command fails. */
	readonly badSector: number | null;
	/** Sectors from where the data should be to where it is. */
	readonly shift: number;
	readonly flips: readonly { readonly at: number; readonly mask: number }[];
	/** What of a write is not done: [from, to) each. */
	readonly unwritten: readonly (readonly [number, number])[];
}

export const NO_FAULT: Verdict = {
	hangs: false,
	goes: null,
	badSector: null,
	shift: 0,
	flips: [],
	unwritten: [],
};

const DEFAULT_SHIFT = 8;
const UINT32_RANGE = 2 ** 32;

interface FaultState {
	readonly fault: DiskFault;
	/** Commands that were concerned, and those that it happened to. */
	seen: number;
	hits: number;
	/** `bad`: how often each sector has failed that turned out to be bad. */
	failures: Map<number, number>;
}

/** First and last sector of what a fault and a command have in common. */
interface Overlap {
	readonly first: number;
	readonly last: number;
}

export class DiskFaults {
	private readonly states: readonly FaultState[];
	private readonly random: SeededRandom;
	/** What the state that is saved is of. */
	private readonly kind: string;

	constructor(
		faults: readonly DiskFault[],
		private readonly seed: number,
	) {
		this.states = faults.map((fault) => ({ fault, seen: 0, hits: 0, failures: new Map() }));
		this.random = new SeededRandom(seed);
		this.kind = JSON.stringify(faults);
	}

	/** Unflushed writes can be lost. */
	get canLoseCache(): boolean {
		return this.states.some(({ fault }) => fault.kind === 'gone');
	}

	/** How many commands each of the faults happened to, in the order in which they were given. */
	get hits(): readonly number[] {
		return this.states.map(({ hits }) => hits);
	}

	/** To be asked once for each command, before it is begun. */
	judge(command: DiskCommand, nowNs: number): Verdict {
		let verdict = NO_FAULT;
		for (const state of this.states) {
			const overlap = concerns(state.fault, command, nowNs);
			if (overlap) {
				verdict = this.add(verdict, state, command, overlap);
			}
		}
		return verdict;
	}

	save(): PlainData {
		return {
			kind: this.kind,
			random: this.random.save(),
			states: this.states.map(({ seen, hits, failures }) => ({
				...{ seen, hits },
				failures: [...failures],
			})),
		};
	}

	/** After the state of other faults these begin anew: a guest may be booted without any. */
	load(state: PlainData): void {
		const saved = state as {
			kind: string;
			random: number;
			states: { seen: number; hits: number; failures: [number, number][] }[];
		};
		const isOfThese = saved.kind === this.kind;
		this.random.load(isOfThese ? saved.random : this.seed);
		for (const [index, own] of this.states.entries()) {
			const former = isOfThese ? saved.states[index] : undefined;
			const { seen, hits, failures } = former ?? { seen: 0, hits: 0, failures: [] };
			own.seen = seen;
			own.hits = hits;
			own.failures = new Map(failures);
		}
	}

	private add(
		verdict: Verdict,
		state: FaultState,
		command: DiskCommand,
		overlap: Overlap,
	): Verdict {
		const { fault } = state;
		const isChosen = this.isChosen(state);
		if (fault.kind === 'bad') {
			return this.addBadSector(verdict, state, overlap, isChosen);
		}
		if (!isChosen) {
			return verdict;
		}
		state.hits++;
		const from = (overlap.first - command.lba) * SECTOR_BYTES;
		const to = (overlap.last + 1 - command.lba) * SECTOR_BYTES;
		switch (fault.kind) {
			case 'timeout':
				return { ...verdict, hangs: true };
			case 'gone':
				return { ...verdict, goes: { resets: fault.resets ?? null } };
			case 'wrong': {
				const flip = { at: this.between(from, to), mask: 1 << this.between(0, 8) };
				return { ...verdict, flips: [...verdict.flips, flip] };
			}
			case 'lost':
				return { ...verdict, unwritten: [...verdict.unwritten, [from, to]] };
			case 'torn': {
				const tear: [number, number] = [this.between(from + 1, to), to];
				return { ...verdict, unwritten: [...verdict.unwritten, tear] };
			}
			case 'misdirected':
				return { ...verdict, shift: verdict.shift + (fault.by ?? DEFAULT_SHIFT) };
		}
	}

	/**
	 * Where a command is chosen by chance or number, one of its sectors turns out to be bad, and
	 * is so from then on; else all sectors concerned are.
	 */
	private addBadSector(
		verdict: Verdict,
		state: FaultState,
		{ first, last }: Overlap,
		isChosen: boolean,
	): Verdict {
		const { fault, failures } = state;
		const areAllBad = fault.nth === undefined && fault.rate === undefined;
		if (!areAllBad && isChosen) {
			const found = this.between(first, last + 1);
			failures.set(found, failures.get(found) ?? 0);
		}
		const { tries = Number.POSITIVE_INFINITY, times = Number.POSITIVE_INFINITY } = fault;
		if (state.hits >= times) {
			return verdict;
		}
		for (let lba = first; lba <= last; lba++) {
			const failed = failures.get(lba) ?? (areAllBad ? 0 : undefined);
			if (failed !== undefined && failed < tries) {
				failures.set(lba, failed + 1);
				state.hits++;
				return { ...verdict, badSector: Math.min(lba, verdict.badSector ?? lba) };
			}
		}
		return verdict;
	}

	private isChosen(state: FaultState): boolean {
		const { nth, rate, times = Number.POSITIVE_INFINITY } = state.fault;
		state.seen++;
		const isNth = nth === undefined || state.seen === nth;
		const isDrawn = rate === undefined || (this.random.nextInt32() >>> 0) / UINT32_RANGE < rate;
		return isNth && isDrawn && state.hits < times;
	}

	/** A whole number from `from` on, less than `to`. */
	private between(from: number, to: number): number {
		return from + ((this.random.nextInt32() >>> 0) % Math.max(to - from, 1));
	}
}

function concerns(fault: DiskFault, command: DiskCommand, nowNs: number): Overlap | undefined {
	if (!fault.on.includes(command.operation) || nowNs < (fault.atNs ?? 0)) {
		return undefined;
	}
	const start = command.lba;
	const end = command.lba + Math.max(command.count, 1) - 1;
	if (!fault.sectors || command.operation === 'flush') {
		return { first: start, last: end };
	}
	const first = Math.max(start, fault.sectors.first);
	const last = Math.min(end, fault.sectors.last);
	return first <= last ? { first, last } : undefined;
}
