/**
 * A whole machine at one moment, in memory and as bytes.
 *
 * Bytes: the magic, then plain data (`plain_data.ts`) with a header that says what the snapshot is
 * of. Nothing of it is compressed; most of it compresses well.
 */

import type { PlainData, Snapshot, SnapshotHeader } from './api.ts';
import { DISK_PAGE_SIZE, type DiskOverlay } from './cow_disk.ts';
import { MachineError, SnapshotMismatchError } from './errors.ts';
import { decodePlain, encodePlain } from './plain_data.ts';
import { type EngineState, engineStateFromPlain, engineStateToPlain } from './v86/engine.ts';

export const SNAPSHOT_FORMAT_VERSION = 2;
const MAGIC = new TextEncoder().encode('KINTSNAP');

/** All but the header. */
export interface MachineContent {
	readonly engine: EngineState;
	readonly disk: DiskOverlay;
	/** Clock, queue, serial lines, parts and the like. */
	readonly rest: PlainData;
}

export class MachineSnapshot implements Snapshot {
	constructor(
		readonly header: SnapshotHeader,
		readonly content: MachineContent,
	) {}

	get sizeBytes(): number {
		const { engine, disk } = this.content;
		return (
			engine.memory.content.length + engine.devices.byteLength + disk.size * DISK_PAGE_SIZE
		);
	}

	toBytes(): Uint8Array {
		const { engine, disk, rest } = this.content;
		const body = encodePlain({
			header: { ...this.header },
			engine: engineStateToPlain(engine),
			disk: overlayToPlain(disk),
			rest,
		});
		const bytes = new Uint8Array(MAGIC.length + body.length);
		bytes.set(MAGIC);
		bytes.set(body, MAGIC.length);
		return bytes;
	}

	static fromBytes(bytes: Uint8Array): MachineSnapshot {
		if (!MAGIC.every((byte, i) => bytes[i] === byte)) {
			throw new MachineError(
				'This is not a snapshot of the machine: it should begin with "KINTSNAP". If it ' +
					'is compressed, decompress it first.',
			);
		}
		const saved = decodePlain(bytes.subarray(MAGIC.length)) as {
			header: SnapshotHeader & PlainData;
			engine: PlainData;
			disk: PlainData;
			rest: PlainData;
		};
		// Only the header is the same in all formats.
		refuseOther('format version', saved.header.formatVersion, SNAPSHOT_FORMAT_VERSION);
		return new MachineSnapshot(saved.header, {
			engine: engineStateFromPlain(saved.engine),
			disk: overlayFromPlain(saved.disk),
			rest: saved.rest,
		});
	}
}

/** Throws unless a machine with the header `own` may load a snapshot with the header `found`. */
export function checkHeader(found: SnapshotHeader, own: SnapshotHeader): void {
	refuseOther('format version', found.formatVersion, own.formatVersion);
	refuseOther('v86 version', found.v86Version, own.v86Version);
	refuseOther('build', found.buildId, own.buildId);
	refuseOther('memory size in MB', found.memoryMb, own.memoryMb);
}

function refuseOther(what: string, found: string | number, expected: string | number): void {
	if (found !== expected) {
		throw new SnapshotMismatchError(
			`The snapshot's ${what} is ${found}, this machine's is ${expected}. Use a machine ` +
				'made as the one the snapshot is of, or boot and take a new snapshot.',
		);
	}
}

export function overlayToPlain(overlay: DiskOverlay): PlainData {
	const numbers = new Uint32Array(overlay.size);
	const content = new Uint8Array(overlay.size * DISK_PAGE_SIZE);
	let index = 0;
	for (const [page, bytes] of overlay) {
		numbers[index] = page;
		content.set(bytes, index * DISK_PAGE_SIZE);
		index++;
	}
	return { pages: new Uint8Array(numbers.buffer), content };
}

export function overlayFromPlain(data: PlainData): DiskOverlay {
	const saved = data as { pages: Uint8Array; content: Uint8Array };
	const numbers = new Uint32Array(saved.pages.slice().buffer);
	return new Map(
		Array.from(numbers, (page, index) => [
			page,
			saved.content.slice(index * DISK_PAGE_SIZE, (index + 1) * DISK_PAGE_SIZE),
		]),
	);
}
