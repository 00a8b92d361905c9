/**
 * A disk that is copy-on-write over an image, or over contents that are made when they are read:
 * reads come from there until a page is written, writes go to pages of the disk's own. The image is
 * never written and may be shared.
 *
 * It has the methods v86's IDE controller expects of an image buffer (`V86ImageBuffer`), and
 * completes everything at once. Pages are shared with the overlays handed out for snapshots and
 * copied when next written, so that taking and loading an overlay costs no copy of data.
 */

import { MachineError } from './errors.ts';
import { SECTOR_SIZE } from './params.ts';
import type { V86ImageBuffer } from './v86/internals.ts';

export const DISK_PAGE_SIZE = 4096;

/** What a disk holds before anything is written to it. */
export interface DiskContent {
	/** Tells it from others, for snapshots. */
	readonly name: string;
	/** One or more whole sectors. */
	readonly byteLength: number;
	/** The bytes at `start`, which lie within the disk: not to be changed by the caller. */
	read(start: number, length: number): Uint8Array;
}

/** Written pages by number. Not to be changed by anyone but the disk that made them. */
export type DiskOverlay = ReadonlyMap<number, Uint8Array>;

export class CowDisk implements V86ImageBuffer {
	readonly byteLength: number;
	onload: ((event: object) => void) | undefined = undefined;
	private pages = new Map<number, Uint8Array>();
	/** Pages that no overlay shares: these may be written in place. */
	private owned = new Set<number>();
	private readonly content: DiskContent;

	constructor(content: Uint8Array | DiskContent) {
		this.content = content instanceof Uint8Array ? imageContent(content) : content;
		this.byteLength = this.content.byteLength;
		if (this.byteLength === 0 || this.byteLength % SECTOR_SIZE !== 0) {
			throw new MachineError(
				`A disk image is one or more sectors of ${SECTOR_SIZE} bytes; this one has ` +
					`${this.byteLength} bytes. Pad or rebuild it.`,
			);
		}
	}

	/** Of what it holds. */
	get name(): string {
		return this.content.name;
	}

	/** The bytes at `start`: a view that is valid until the next write, not to be changed. */
	read(start: number, length: number): Uint8Array {
		const end = start + length;
		this.checkRange(start, end);
		const firstPage = Math.floor(start / DISK_PAGE_SIZE);
		const lastPage = Math.floor((end - 1) / DISK_PAGE_SIZE);
		if (!this.anyWritten(firstPage, lastPage)) {
			return this.content.read(start, length);
		}
		const result = new Uint8Array(this.content.read(start, length));
		for (let page = firstPage; page <= lastPage; page++) {
			const written = this.pages.get(page);
			if (written) {
				const pageStart = page * DISK_PAGE_SIZE;
				const from = Math.max(start, pageStart);
				const to = Math.min(end, pageStart + DISK_PAGE_SIZE);
				result.set(written.subarray(from - pageStart, to - pageStart), from - start);
			}
		}
		return result;
	}

	write(start: number, bytes: Uint8Array): void {
		const end = start + bytes.length;
		this.checkRange(start, end);
		for (let at = start; at < end; ) {
			const page = Math.floor(at / DISK_PAGE_SIZE);
			const pageStart = page * DISK_PAGE_SIZE;
			const pageEnd = Math.min(end, pageStart + DISK_PAGE_SIZE);
			this.writablePage(page).set(
				bytes.subarray(at - start, pageEnd - start),
				at - pageStart,
			);
			at = pageEnd;
		}
	}

	takeOverlay(): DiskOverlay {
		this.owned.clear();
		return new Map(this.pages);
	}

	loadOverlay(overlay: DiskOverlay): void {
		this.owned.clear();
		this.pages = new Map(overlay);
	}

	/** The image with everything written so far, as a new array. */
	exportImage(): Uint8Array {
		const merged = new Uint8Array(this.content.read(0, this.byteLength));
		for (const [page, bytes] of this.pages) {
			const start = page * DISK_PAGE_SIZE;
			merged.set(bytes.subarray(0, Math.min(DISK_PAGE_SIZE, merged.length - start)), start);
		}
		return merged;
	}

	load(): void {
		this.onload?.({});
	}

	get(start: number, length: number, done: (bytes: Uint8Array) => void): void {
		done(this.read(start, length));
	}

	get_and_cache(start: number, length: number, done: (bytes: Uint8Array) => void): void {
		done(this.read(start, length));
	}

	get_from_cache(start: number, length: number): Uint8Array {
		return this.read(start, length);
	}

	set(start: number, bytes: Uint8Array, done: () => void): void {
		this.write(start, bytes);
		done();
	}

	get_buffer(done: (buffer?: ArrayBuffer) => void): void {
		done(this.exportImage().buffer as ArrayBuffer);
	}

	/** The overlay is saved by the snapshot itself, so v86's state has nothing of it. */
	get_state(): unknown[] {
		return [];
	}

	set_state(): void {}

	private anyWritten(firstPage: number, lastPage: number): boolean {
		if (this.pages.size === 0) {
			return false;
		}
		for (let page = firstPage; page <= lastPage; page++) {
			if (this.pages.has(page)) {
				return true;
			}
		}
		return false;
	}

	private writablePage(page: number): Uint8Array {
		const current = this.pages.get(page);
		if (current && this.owned.has(page)) {
			return current;
		}
		const start = page * DISK_PAGE_SIZE;
		const copy = new Uint8Array(DISK_PAGE_SIZE);
		const length = Math.min(DISK_PAGE_SIZE, this.byteLength - start);
		copy.set(current ?? this.content.read(start, length));
		this.pages.set(page, copy);
		this.owned.add(page);
		return copy;
	}

	private checkRange(start: number, end: number): void {
		if (start < 0 || end > this.byteLength) {
			throw new MachineError(
				`Disk access to bytes ${start} to ${end} of a disk of ${this.byteLength} bytes.`,
			);
		}
	}
}

function imageContent(image: Uint8Array): DiskContent {
	return {
		name: 'image',
		byteLength: image.length,
		read: (start, length) => image.subarray(start, start + length),
	};
}
