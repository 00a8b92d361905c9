/**
 * What an NE2000 board has on the DP8390's local bus: the PROM with its station address and
 * 16 KB of packet memory. Everywhere else reads give all ones and writes are lost, so the chip
 * may be told any address.
 */

import type { PlainData } from '../api.ts';
import { PAGE_SHIFT } from './dp8390_registers.ts';

const RAM_START = 0x4000;
export const RAM_SIZE = 0x4000;
const OPEN_BUS = 0xff;

/** 16 bytes, each of them twice, since the board has them on half of a 16-bit bus. */
const PROM_SIZE = 32;
/** Bytes 14 and 15 tell that the board has 16 bits (57h is "W"). */
const PROM_SIGNATURE_AT = 14;
const PROM_SIGNATURE = 0x57;

export class Ne2000Memory {
	private readonly ram = new Uint8Array(RAM_SIZE);
	/** The same memory, for double words. */
	private readonly longs = new DataView(this.ram.buffer);
	private readonly prom: Uint8Array;
	/** The view that was last made for each page: a driver sends from few places. */
	private readonly views: (Uint8Array | undefined)[] = [];

	constructor(stationAddress: Uint8Array) {
		this.prom = makeProm(stationAddress);
	}

	read(address: number): number {
		const place = address - RAM_START;
		if (place >= 0 && place < RAM_SIZE) {
			return this.ram[place] as number;
		}
		return place < 0 ? (this.prom[address] ?? OPEN_BUS) : OPEN_BUS;
	}

	/** Four bytes at a multiple of 4, unsigned. */
	readLong(address: number): number {
		const place = address - RAM_START;
		if (place >= 0 && place < RAM_SIZE) {
			return this.longs.getUint32(place, true);
		}
		const low = this.read(address) | (this.read(address + 1) << 8);
		return (low | (this.read(address + 2) << 16) | (this.read(address + 3) << 24)) >>> 0;
	}

	writeLong(address: number, value: number): void {
		const place = address - RAM_START;
		if (place >= 0 && place < RAM_SIZE) {
			this.longs.setUint32(place, value, true);
		}
	}

	write(address: number, value: number): void {
		// A typed array drops what is beyond its ends.
		this.ram[address - RAM_START] = value;
	}

	/** Copies `count` bytes of `bytes` from `start` to where there is memory. */
	copyIn(address: number, bytes: Uint8Array, start: number, count: number): void {
		const place = address - RAM_START;
		const isWhole = start === 0 && count === bytes.length;
		if (isWhole && place >= 0 && place + count <= RAM_SIZE) {
			this.ram.set(bytes, place);
			return;
		}
		for (let index = 0; index < count; index++) {
			this.ram[place + index] = bytes[start + index] as number;
		}
	}

	/** The memory from the start of a page on; undefined if not all of it is there. */
	view(page: number, length: number): Uint8Array | undefined {
		const place = (page << PAGE_SHIFT) - RAM_START;
		if (place < 0 || place + length > RAM_SIZE) {
			return undefined;
		}
		let view = this.views[page];
		if (view?.length !== length) {
			view = this.ram.subarray(place, place + length);
			this.views[page] = view;
		}
		return view;
	}

	/** As after power-on, but that its contents do not depend on chance. */
	clear(): void {
		this.ram.fill(0);
	}

	save(): PlainData {
		return this.ram.slice();
	}

	load(state: PlainData): void {
		this.ram.set(state as Uint8Array);
	}
}

function makeProm(stationAddress: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(PROM_SIZE / 2);
	bytes.set(stationAddress);
	bytes.fill(PROM_SIGNATURE, PROM_SIGNATURE_AT);
	return Uint8Array.from({ length: PROM_SIZE }, (_, index) => bytes[index >> 1] as number);
}
