/**
 * The bus master of one ATA channel (Intel, "Programming Interface for Bus Master IDE
 * Controller", revision 1.0): its registers, and the tables of physical regions that say where in
 * memory data goes. It moves all data of a command at once.
 */

import type { PlainData } from '../api.ts';
import * as ata from './ata_registers.ts';
import type { PciBus } from './pci_function.ts';

const WRITABLE_COMMAND = ata.MASTER_COMMAND_START | ata.MASTER_COMMAND_TO_MEMORY;
/** These are cleared by writing 1. */
const LATCHED = ata.MASTER_STATUS_ERROR | ata.MASTER_STATUS_INTERRUPT;

/** A region's descriptor: its address, its length, and whether it is the table's last (1.2). */
const DESCRIPTOR_BYTES = 8;
const REGION_ADDRESS_MASK = 0xfffffffe;
const REGION_LENGTH_MASK = 0xfffe;
/** What a length of 0 stands for. */
const REGION_LENGTH_ZERO = 0x10000;
const REGION_LAST = 0x8000;
const TABLE_ADDRESS_MASK = 0xfffffffc;
/** A table does not cross this boundary: its address counter has so many bits. */
const TABLE_WINDOW = 0x10000;

interface Region {
	readonly address: number;
	readonly length: number;
	readonly isLast: boolean;
}

export class AtaBusMaster {
	private command = 0;
	private status = 0;
	private table = 0;

	constructor(private readonly bus: Pick<PciBus, 'dmaRead' | 'dmaWrite'>) {}

	/** The way in which it was started to move data, for as long as it is at it. */
	get direction(): 'in' | 'out' | undefined {
		if (!(this.status & ata.MASTER_STATUS_ACTIVE)) {
			return undefined;
		}
		return this.command & ata.MASTER_COMMAND_TO_MEMORY ? 'in' : 'out';
	}

	readByte(offset: number): number {
		switch (offset) {
			case ata.MASTER_COMMAND:
				return this.command;
			case ata.MASTER_STATUS:
				return this.status;
			default:
				return offset >= ata.MASTER_TABLE
					? (this.table >>> (8 * (offset - ata.MASTER_TABLE))) & 0xff
					: 0;
		}
	}

	writeByte(offset: number, value: number): void {
		if (offset === ata.MASTER_COMMAND) {
			this.writeCommand(value & WRITABLE_COMMAND);
		} else if (offset === ata.MASTER_STATUS) {
			const kept = this.status & ~ata.MASTER_STATUS_CAPABLE & ~(value & LATCHED);
			this.status = kept | (value & ata.MASTER_STATUS_CAPABLE);
		} else if (offset >= ata.MASTER_TABLE) {
			const shift = 8 * (offset - ata.MASTER_TABLE);
			const merged = (this.table & ~(0xff << shift)) | (value << shift);
			this.table = (merged & TABLE_ADDRESS_MASK) >>> 0;
		}
	}

	/** INTRQ of the channel went up. */
	noteInterrupt(): void {
		this.status |= ata.MASTER_STATUS_INTERRUPT;
	}

	/** Puts a device's data into memory. True when there was room for all of it. */
	toMemory(data: Uint8Array): boolean {
		return this.walk(data.length, (address, at, length) =>
			this.bus.dmaWrite(address, data.subarray(at, at + length)),
		);
	}

	/** Fetches so much data for a device; undefined when there is less. */
	fromMemory(length: number): Uint8Array | undefined {
		const data = new Uint8Array(length);
		const isWhole = this.walk(length, (address, at, part) => {
			const bytes = this.bus.dmaRead(address, part);
			if (bytes) {
				data.set(bytes, at);
			}
			return bytes !== undefined;
		});
		return isWhole ? data : undefined;
	}

	reset(): void {
		this.command = 0;
		this.status = 0;
		this.table = 0;
	}

	save(): PlainData {
		const { command, status, table } = this;
		return { command, status, table };
	}

	load(state: PlainData): void {
		const saved = state as { command: number; status: number; table: number };
		this.command = saved.command;
		this.status = saved.status;
		this.table = saved.table;
	}

	/** Stopping it while it is active gives up what is under way (2.1). */
	private writeCommand(value: number): void {
		const wasStarted = (this.command & ata.MASTER_COMMAND_START) !== 0;
		const isStarted = (value & ata.MASTER_COMMAND_START) !== 0;
		this.command = value;
		if (isStarted && !wasStarted) {
			this.status |= ata.MASTER_STATUS_ACTIVE;
		} else if (!isStarted) {
			this.status &= ~ata.MASTER_STATUS_ACTIVE;
		}
	}

	/**
	 * Moves `length` bytes region by region; `move` is false where there is no memory, and that is
	 * a master abort. It stays active when the last region has room for more.
	 */
	private walk(
		length: number,
		move: (address: number, at: number, length: number) => boolean,
	): boolean {
		let descriptor = this.table;
		for (let at = 0; at < length; ) {
			const region = this.readRegion(descriptor);
			const part = region && Math.min(region.length, length - at);
			if (!region || !part || !move(region.address, at, part)) {
				this.status |= ata.MASTER_STATUS_ERROR;
				this.status &= ~ata.MASTER_STATUS_ACTIVE;
				return false;
			}
			at += part;
			if (region.isLast && part === region.length) {
				this.status &= ~ata.MASTER_STATUS_ACTIVE;
				return at === length;
			}
			descriptor = nextDescriptor(descriptor);
		}
		return true;
	}

	private readRegion(descriptor: number): Region | undefined {
		const bytes = this.bus.dmaRead(descriptor, DESCRIPTOR_BYTES);
		if (!bytes) {
			return undefined;
		}
		const view = new DataView(bytes.buffer, bytes.byteOffset, DESCRIPTOR_BYTES);
		return {
			address: (view.getUint32(0, true) & REGION_ADDRESS_MASK) >>> 0,
			length: view.getUint16(4, true) & REGION_LENGTH_MASK || REGION_LENGTH_ZERO,
			isLast: (view.getUint16(6, true) & REGION_LAST) !== 0,
		};
	}
}

function nextDescriptor(descriptor: number): number {
	const offset = (descriptor + DESCRIPTOR_BYTES) % TABLE_WINDOW;
	return descriptor - (descriptor % TABLE_WINDOW) + offset;
}
