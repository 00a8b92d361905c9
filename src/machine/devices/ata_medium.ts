/**
 * What a drive keeps its sectors on, with the drive's write cache in front, and what faults do to
 * the data on its way.
 *
 * What is written is on the medium at once. For as long as it counts as cached only, the cache
 * knows what was there before, so that the loss of the drive's power can take it back.
 */

import type { PlainData } from '../api.ts';
import { SECTOR_BYTES } from './ata_registers.ts';
import type { Verdict } from './disk_faults.ts';

/** Bytes that last. A view that is read is valid until the next write, and not to be changed. */
export interface Medium {
	/** Whole sectors. */
	readonly byteLength: number;
	read(start: number, length: number): Uint8Array;
	write(start: number, bytes: Uint8Array): void;
}

/** 2 MB, as drives of the time had; what is over goes to the medium for good, oldest first. */
const CACHE_SECTORS = 4096;

export class AtaMedium {
	readonly sectors: number;
	/** What the sectors that were written since the last flush held before, oldest first. */
	private readonly former = new Map<number, Uint8Array>();

	/** Without `canLose` nothing ever takes cached writes back, and so none is kept in mind. */
	constructor(
		private readonly medium: Medium,
		private readonly canLose: boolean,
	) {
		this.sectors = Math.floor(medium.byteLength / SECTOR_BYTES);
	}

	/** A view, as of `Medium.read`: of the sectors before the bad one, if there is one. */
	read(lba: number, count: number, verdict: Verdict): Uint8Array {
		const good = verdict.badSector === null ? count : verdict.badSector - lba;
		const from = this.shifted(lba, good, verdict.shift);
		const bytes = this.medium.read(from * SECTOR_BYTES, good * SECTOR_BYTES);
		const flips = verdict.flips.filter(({ at }) => at < bytes.length);
		if (flips.length === 0) {
			return bytes;
		}
		const changed = new Uint8Array(bytes);
		for (const { at, mask } of flips) {
			changed[at] = (changed[at] as number) ^ mask;
		}
		return changed;
	}

	/** Whole sectors: those before the bad one, if there is one. */
	write(lba: number, bytes: Uint8Array, verdict: Verdict, isCached: boolean): void {
		const good =
			verdict.badSector === null ? bytes.length : (verdict.badSector - lba) * SECTOR_BYTES;
		const start = this.shifted(lba, good / SECTOR_BYTES, verdict.shift) * SECTOR_BYTES;
		let at = 0;
		for (const [from, to] of [...verdict.unwritten].sort((a, b) => a[0] - b[0])) {
			this.put(start, bytes, at, Math.min(from, good), isCached);
			at = Math.max(at, to);
		}
		this.put(start, bytes, at, good, isCached);
	}

	flush(): void {
		this.former.clear();
	}

	/** Takes back what was not flushed. */
	losePower(): void {
		for (const [lba, bytes] of this.former) {
			this.medium.write(lba * SECTOR_BYTES, bytes);
		}
		this.former.clear();
	}

	save(): PlainData {
		return [...this.former].map(([lba, bytes]) => [lba, bytes.slice()]);
	}

	load(state: PlainData): void {
		this.former.clear();
		for (const [lba, bytes] of state as [number, Uint8Array][]) {
			this.former.set(lba, bytes.slice());
		}
	}

	private put(
		start: number,
		bytes: Uint8Array,
		from: number,
		to: number,
		isCached: boolean,
	): void {
		if (from >= to) {
			return;
		}
		if (this.canLose) {
			this.noteWritten(start + from, start + to, isCached);
		}
		this.medium.write(start + from, bytes.subarray(from, to));
	}

	/** Keeps what the sectors hold in mind, or forgets what they held. */
	private noteWritten(start: number, end: number, isCached: boolean): void {
		const { former } = this;
		for (let lba = Math.floor(start / SECTOR_BYTES); lba * SECTOR_BYTES < end; lba++) {
			if (!isCached) {
				former.delete(lba);
			} else if (!former.has(lba)) {
				const held = this.medium.read(lba * SECTOR_BYTES, SECTOR_BYTES);
				former.set(lba, new Uint8Array(held)); // slice() of a Buffer would not copy
			}
		}
		for (const lba of former.keys()) {
			if (former.size <= CACHE_SECTORS) {
				break;
			}
			former.delete(lba);
		}
	}

	/** Where sectors are moved to, within the disk. */
	private shifted(lba: number, count: number, shift: number): number {
		return Math.max(0, Math.min(lba + shift, this.sectors - count));
	}
}
