/**
 * The guest's memory by physical address, and by virtual address through the guest's own page
 * tables (Intel SDM volume 3A, 4.3: 32-bit paging with 4 KB and 4 MB pages).
 */

import type { GuestMemory, PageTranslation } from './api.ts';
import { MachineError } from './errors.ts';

const PAGE_SIZE = 4096;
const LARGE_PAGE_SIZE = 1 << 22;
const PRESENT = 1 << 0;
const WRITABLE = 1 << 1;
const USER = 1 << 2;
const LARGE = 1 << 7;

/** RAM as the engine gives it. */
export interface PhysicalMemory {
	readonly ram: Uint8Array;
	writeRam(address: number, bytes: Uint8Array): void;
}

export class PagedMemory implements GuestMemory {
	constructor(private readonly physical: PhysicalMemory) {}

	get sizeBytes(): number {
		return this.physical.ram.length;
	}

	readPhys(address: number, length: number): Uint8Array {
		this.check(address, length);
		return this.physical.ram.slice(address, address + length);
	}

	readPhysU32(address: number): number {
		this.check(address, 4);
		const { ram } = this.physical;
		return new DataView(ram.buffer, ram.byteOffset + address, 4).getUint32(0, true);
	}

	writePhys(address: number, bytes: Uint8Array): void {
		this.check(address, bytes.length);
		this.physical.writeRam(address, bytes);
	}

	translate(cr3: number, virtualAddress: number): PageTranslation | undefined {
		const address = virtualAddress >>> 0;
		const directoryEntry = this.entry(cr3 & ~(PAGE_SIZE - 1), address >>> 22);
		if (!(directoryEntry & PRESENT)) {
			return undefined;
		}
		if (directoryEntry & LARGE) {
			const frame = (directoryEntry & ~(LARGE_PAGE_SIZE - 1)) >>> 0;
			return translation(frame + (address & (LARGE_PAGE_SIZE - 1)), directoryEntry);
		}
		const index = (address >>> 12) & 1023;
		const entry = this.entry(directoryEntry & ~(PAGE_SIZE - 1), index);
		if (!(entry & PRESENT)) {
			return undefined;
		}
		const frame = (entry & ~(PAGE_SIZE - 1)) >>> 0;
		return translation(frame + (address & (PAGE_SIZE - 1)), entry & directoryEntry);
	}

	readVirtual(cr3: number, virtualAddress: number, length: number): Uint8Array {
		const result = new Uint8Array(length);
		this.eachPiece(cr3, virtualAddress, length, (physical, offset, size) => {
			result.set(this.physical.ram.subarray(physical, physical + size), offset);
		});
		return result;
	}

	writeVirtual(cr3: number, virtualAddress: number, bytes: Uint8Array): void {
		// Looked up as a whole first, so that a write that cannot be completed changes nothing.
		const pieces: [number, number, number][] = [];
		this.eachPiece(cr3, virtualAddress, bytes.length, (...piece) => pieces.push(piece));
		for (const [physical, offset, size] of pieces) {
			this.physical.writeRam(physical, bytes.subarray(offset, offset + size));
		}
	}

	private eachPiece(
		cr3: number,
		virtualAddress: number,
		length: number,
		visit: (physical: number, offset: number, size: number) => void,
	): void {
		let offset = 0;
		while (offset < length) {
			const address = (virtualAddress + offset) >>> 0;
			const size = Math.min(length - offset, PAGE_SIZE - (address & (PAGE_SIZE - 1)));
			const page = this.translate(cr3, address);
			if (!page) {
				throw new MachineError(
					`Nothing is mapped at ${hex(address)} under page directory ${hex(cr3)}.`,
				);
			}
			this.check(page.physical, size);
			visit(page.physical, offset, size);
			offset += size;
		}
	}

	/** An entry of a directory or table; tables outside RAM count as empty. */
	private entry(table: number, index: number): number {
		const address = (table >>> 0) + 4 * index;
		return address + 4 <= this.sizeBytes ? this.readPhysU32(address) : 0;
	}

	private check(address: number, length: number): void {
		if (!Number.isInteger(address) || address < 0 || address + length > this.sizeBytes) {
			throw new MachineError(
				`Physical address ${hex(address)} with ${length} bytes is not in RAM, which has ` +
					`${hex(this.sizeBytes)} bytes.`,
			);
		}
	}
}

function translation(physical: number, flags: number): PageTranslation {
	return { physical, writable: (flags & WRITABLE) !== 0, user: (flags & USER) !== 0 };
}

function hex(value: number): string {
	return `0x${(value >>> 0).toString(16)}`;
}
