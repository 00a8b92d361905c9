/**
 * The DP8390's remote DMA: through the NE2000's data port the driver reads and writes the board's
 * memory a byte or a word at a time (data sheet, "Remote DMA").
 *
 * It moves no more than the byte count says; what a driver asks for beyond that reads as all
 * ones, and is lost when written. An address that comes to PSTOP goes on at PSTART.
 */

import type { PlainData } from '../api.ts';
import {
	ADDRESS_MASK,
	PAGE_SHIFT,
	RD_ABORT,
	RD_READ,
	RD_SEND_PACKET,
	RD_WRITE,
} from './dp8390_registers.ts';
import type { ReceiveRing } from './dp8390_ring.ts';
import type { Ne2000Memory } from './ne2000_memory.ts';
import type { AccessSize } from './pci_function.ts';

/** The data sheet wants this in RBCR1 before "send packet" is used. */
const SEND_PACKET_COUNT_HIGH = 0x0f;
const HEAD_NEXT_PAGE = 1;
const HEAD_COUNT_LOW = 2;
const HEAD_COUNT_HIGH = 3;

const LONG_BYTES = 4;

type Direction = 'none' | 'read' | 'write';

export class RemoteDma {
	/** RSAR and RBCR, as written. */
	startAddress = 0;
	byteCount = 0;
	/** CRDA. */
	address = 0;
	private remaining = 0;
	private direction: Direction = 'none';
	/** The page that BNRY becomes when the packet has been sent; undefined for a plain transfer. */
	private boundaryAfter: number | undefined;

	constructor(
		private readonly memory: Ne2000Memory,
		private readonly ring: ReceiveRing,
		/** The byte count has come to zero; a packet that was sent wants this boundary then. */
		private readonly onComplete: (boundary: number | undefined) => void,
	) {}

	/** Obeys the RD bits of the command register; 0 is not a command. */
	command(bits: number, maySendPackets: boolean): void {
		if (bits >= RD_ABORT) {
			this.direction = 'none';
		} else if (bits === RD_READ || bits === RD_WRITE) {
			this.begin(bits === RD_READ ? 'read' : 'write', this.startAddress, this.byteCount);
		} else if (bits === RD_SEND_PACKET && maySendPackets) {
			this.sendPacket();
		}
	}

	/**
	 * An access of `size` bytes to the data port. Each transfer moves `unit` bytes: a wider
	 * access makes several, of a narrower one the upper byte is lost.
	 */
	read(size: AccessSize, unit: 1 | 2): number {
		if (this.movesLong(size, unit) && this.direction === 'read') {
			const long = this.memory.readLong(this.address);
			this.advance(LONG_BYTES);
			return long;
		}
		let value = 0;
		for (let done = 0; done < size; done += unit) {
			value |= this.readUnit(unit) << (8 * done);
		}
		return size === 1 ? value & 0xff : value >>> 0;
	}

	write(size: AccessSize, unit: 1 | 2, value: number): void {
		if (this.movesLong(size, unit) && this.direction === 'write') {
			this.memory.writeLong(this.address, value);
			this.advance(LONG_BYTES);
			return;
		}
		for (let done = 0; done < size; done += unit) {
			this.writeUnit(unit, value >>> (8 * done));
		}
	}

	/** The board's reset: a transfer ends where it is. */
	stop(): void {
		this.direction = 'none';
	}

	reset(): void {
		this.startAddress = 0;
		this.byteCount = 0;
		this.address = 0;
		this.remaining = 0;
		this.direction = 'none';
		this.boundaryAfter = undefined;
	}

	save(): PlainData {
		const { startAddress, byteCount, address, remaining, direction } = this;
		const boundaryAfter = this.boundaryAfter ?? null;
		return { startAddress, byteCount, address, remaining, direction, boundaryAfter };
	}

	load(state: PlainData): void {
		const saved = state as { boundaryAfter: number | null };
		Object.assign(this, saved);
		this.boundaryAfter = saved.boundaryAfter ?? undefined;
	}

	private begin(direction: Direction, address: number, count: number): void {
		this.direction = direction;
		this.address = address;
		this.remaining = count;
		this.boundaryAfter = undefined;
		if (count === 0) {
			this.complete();
		}
	}

	/** Reads the frame at BNRY, as long as its head says, and then gives its pages back. */
	private sendPacket(): void {
		if (this.byteCount >> 8 !== SEND_PACKET_COUNT_HIGH) {
			return;
		}
		const head = this.ring.boundary << PAGE_SHIFT;
		const next = this.memory.read(head + HEAD_NEXT_PAGE);
		const count =
			this.memory.read(head + HEAD_COUNT_LOW) |
			(this.memory.read(head + HEAD_COUNT_HIGH) << 8);
		this.begin('read', head, count);
		if (this.direction === 'read') {
			this.boundaryAfter = next;
		}
	}

	private readUnit(unit: 1 | 2): number {
		if (this.direction !== 'read') {
			return unit === 1 ? 0xff : 0xffff;
		}
		let value = this.memory.read(this.address);
		if (unit === 2) {
			value |= this.memory.read((this.address + 1) & ADDRESS_MASK) << 8;
		}
		this.advance(unit);
		return value;
	}

	private writeUnit(unit: 1 | 2, value: number): void {
		if (this.direction !== 'write') {
			return;
		}
		this.memory.write(this.address, value & 0xff);
		if (unit === 2) {
			this.memory.write((this.address + 1) & ADDRESS_MASK, (value >>> 8) & 0xff);
		}
		this.advance(unit);
	}

	/**
	 * Whether two words can move in one step: neither the end of the transfer nor that of the
	 * ring, which is at a page's, is between them. Nearly all of a frame moves so.
	 */
	private movesLong(size: AccessSize, unit: 1 | 2): boolean {
		return (
			size === LONG_BYTES &&
			unit === 2 &&
			this.address % LONG_BYTES === 0 &&
			this.remaining >= LONG_BYTES
		);
	}

	private advance(bytes: number): void {
		this.address = this.ring.addressAfter(this.address, bytes);
		this.remaining -= bytes;
		if (this.remaining <= 0) {
			this.complete();
		}
	}

	private complete(): void {
		this.remaining = 0;
		this.direction = 'none';
		this.onComplete(this.boundaryAfter);
		this.boundaryAfter = undefined;
	}
}
