/**
 * The machine as software of others knows it: Debian's SeaBIOS and video ROM, and a disk image of
 * theirs, with both cards on their LANs.
 */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Machine, MachineOptions, TextScreen } from '../../machine/api.ts';
import { readWasm } from '../../machine/testing/guest.test-support.ts';
import { createNetworkedMachine, type NetworkedMachine } from '../networked_machine.ts';

const BIOS = '/usr/share/seabios/bios.bin';
const VGA_BIOS = '/usr/share/seabios/vgabios-stdvga.bin';
const NET_WASM = fileURLToPath(new URL('../../../build/os/net.wasm', import.meta.url));
const SECTOR_BYTES = 512;
/** SeaBIOS takes a disk of a megabyte or more for one with tracks. */
const SMALLEST_DISK = 1 << 20;
const CODE_PAGE = new TextDecoder('latin1');
/** How often a guest is looked at. */
const LOOK_US = 100_000;

/** Which of the files needed are not there; `others` are the judge's own. */
export function missingFiles(...others: string[]): string[] {
	return [BIOS, VGA_BIOS, ...others].filter((file) => !existsSync(file));
}

export interface ForeignPcOptions {
	readonly image: Uint8Array;
	readonly memoryMb: number;
	/** What the HTTP servers of both LANs serve, by path. */
	readonly files: ReadonlyMap<string, Uint8Array>;
	readonly bootFileUrl?: string;
	readonly diskFaults?: MachineOptions['diskFaults'];
}

export function createForeignPc(options: ForeignPcOptions): Promise<NetworkedMachine> {
	const { image, memoryMb, files, bootFileUrl, diskFaults = [] } = options;
	return createNetworkedMachine({
		...{ wasm: readWasm(), netWasm: bytesOf(NET_WASM), memoryMb },
		bios: bytesOf(BIOS),
		vgaBios: bytesOf(VGA_BIOS),
		image: wholeSectors(image),
		diskFaults,
		network: { nics: ['rtl8139', 'dp8390'], files, bootFileUrl },
	});
}

/** Runs until the screen shows `text`, which fails after `limitUs` of guest time. */
export async function runUntilShown(
	machine: Machine,
	text: string,
	limitUs: number,
): Promise<string> {
	const shown = () => screenText(machine.screen());
	await runUntilEnd(machine, () => shown().includes(text), limitUs, shown);
	return shown();
}

/** Runs until `isOver`, which fails after `limitUs` of guest time and then shows `evidence`. */
export async function runUntilEnd(
	machine: Machine,
	isOver: () => boolean,
	limitUs: number,
	evidence: () => string,
): Promise<void> {
	const endUs = machine.nowUs + limitUs;
	while (!isOver()) {
		const { reason } = await machine.runUntil({ forUs: LOOK_US });
		if (reason !== 'time' || machine.nowUs >= endUs) {
			const why = reason === 'time' ? `was not over after ${limitUs} µs` : reason;
			throw new Error(`The guest ${why}:\n${evidence()}`);
		}
	}
}

/** The screen's lines as they stand, those that go on in the next one joined. */
export function screenText(screen: TextScreen | undefined): string {
	if (!screen) {
		return '';
	}
	const { characters, columns, rows } = screen;
	const lines = Array.from({ length: rows }, (_, row) =>
		CODE_PAGE.decode(characters.subarray(row * columns, (row + 1) * columns)),
	);
	return lines
		.map((line) => (/\S$/.test(line) ? line : `${line.trimEnd()}\n`))
		.join('')
		.replace(/\n+/g, '\n');
}

export function bytesOf(file: string): Uint8Array {
	return new Uint8Array(readFileSync(file));
}

function wholeSectors(image: Uint8Array): Uint8Array {
	const sectors = Math.ceil(Math.max(image.length, SMALLEST_DISK) / SECTOR_BYTES);
	const whole = new Uint8Array(sectors * SECTOR_BYTES);
	whole.set(image);
	return whole;
}
