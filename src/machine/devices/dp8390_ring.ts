/**
 * The DP8390's receive buffer ring: pages of 256 bytes from PSTART up to PSTOP, in which each
 * frame begins on a page of its own behind a head of four bytes: receive status, the page of the
 * next frame, and the length with the check sequence, which follows the frame (data sheet,
 * "Packet reception" and "Buffer ring").
 *
 * The chip adds one to a page number, and goes on at PSTART when it has come to PSTOP. It knows
 * no other bounds: with senseless registers it walks through all of its address space, of which
 * only a part is memory. Whatever they are, a frame takes as many steps as it has pages.
 */

import type { PlainData } from '../api.ts';
import { ADDRESS_MASK, PAGE_SHIFT, PAGE_SIZE } from './dp8390_registers.ts';
import { FRAME_CHECK_BYTES, frameCheckSequence } from './ethernet_crc.ts';
import type { Ne2000Memory } from './ne2000_memory.ts';

const HEAD_BYTES = 4;
const PAGE_MASK = 0xff;
const ADDRESS_SPACE = ADDRESS_MASK + 1;

export class ReceiveRing {
	pageStart = 0;
	pageStop = 0;
	boundary = 0;
	current = 0;
	/** Where the chip's local DMA stands (CLDA). */
	localAddress = 0;
	private readonly small = new Uint8Array(HEAD_BYTES);

	constructor(private readonly memory: Ne2000Memory) {}

	/**
	 * Whether a frame of `length` bytes, without check sequence, can be stored without touching
	 * the boundary page. The page after it must not be that either: with CURR at BNRY a full ring
	 * would look like an empty one.
	 */
	hasRoom(length: number): boolean {
		let page = this.current;
		for (let pages = pagesFor(length); pages > 0; pages--) {
			page = this.pageAfter(page);
			if (page === this.boundary) {
				return false;
			}
		}
		return true;
	}

	/** Stores a frame that has room, and moves CURR behind it. */
	store(frame: Uint8Array, status: number): void {
		const count = frame.length + FRAME_CHECK_BYTES;
		const start = this.current;
		let next = start;
		for (let pages = pagesFor(frame.length); pages > 0; pages--) {
			next = this.pageAfter(next);
		}
		this.localAddress = start << PAGE_SHIFT;
		this.putSmall(status | (next << 8) | (count << 16));
		this.put(frame);
		this.putSmall(frameCheckSequence(frame));
		this.current = next;
	}

	/** The address after `address`, for whoever follows the ring a byte or a word at a time. */
	addressAfter(address: number, bytes: number): number {
		const next = (address + bytes) & ADDRESS_MASK;
		return next === this.pageStop << PAGE_SHIFT ? this.pageStart << PAGE_SHIFT : next;
	}

	reset(): void {
		this.pageStart = 0;
		this.pageStop = 0;
		this.boundary = 0;
		this.current = 0;
		this.localAddress = 0;
	}

	save(): PlainData {
		const { pageStart, pageStop, boundary, current, localAddress } = this;
		return { pageStart, pageStop, boundary, current, localAddress };
	}

	load(state: PlainData): void {
		Object.assign(this, state);
	}

	private pageAfter(page: number): number {
		const next = (page + 1) & PAGE_MASK;
		return next === this.pageStop ? this.pageStart : next;
	}

	/** Four bytes, the least significant first. */
	private putSmall(value: number): void {
		for (let index = 0; index < HEAD_BYTES; index++) {
			this.small[index] = value >>> (8 * index);
		}
		this.put(this.small);
	}

	private put(bytes: Uint8Array): void {
		let done = 0;
		while (done < bytes.length) {
			const toStop = ((this.pageStop << PAGE_SHIFT) - this.localAddress) & ADDRESS_MASK;
			const count = Math.min(bytes.length - done, toStop || ADDRESS_SPACE);
			this.memory.copyIn(this.localAddress, bytes, done, count);
			this.localAddress = this.addressAfter(this.localAddress, count);
			done += count;
		}
	}
}

function pagesFor(length: number): number {
	return Math.ceil((HEAD_BYTES + length + FRAME_CHECK_BYTES) / PAGE_SIZE);
}
