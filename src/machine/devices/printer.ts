/**
 * A line printer at the end of a parallel cable (IEEE 1284-1994, annex C: the compatibility
 * mode, which is Centronics' interface).
 *
 * It takes bytes into a buffer much faster than it prints them. A full buffer keeps it busy until
 * half of it is printed. Off line or without paper it is busy, and prints nothing; what is in its
 * buffer is printed once a person has put that right.
 *
 * Time passes in `advance`, which has to be called before anything else at a later time.
 */

import type { PlainData, PrintedPage, PrinterOptions } from '../api.ts';
import { PrinterPaper } from './printer_paper.ts';

const NS_PER_S = 1e9;
/** About a page a second. */
const DEFAULT_BYTES_PER_SECOND = 3000;
const DEFAULT_BUFFER_BYTES = 1024;
/** How long the taking of a byte keeps it busy, and how long it acknowledges at the end of that. */
const TAKE_NS = 1000;
const ACKNOWLEDGE_NS = 500;

export class Printer {
	readonly paper: PrinterPaper;
	private readonly bytesPerSecond: number;
	private readonly bufferBytes: number;
	private buffer: number[] = [];
	/** The buffer was full, and has not been half emptied since. */
	private isFull = false;
	/** The taking of the last byte ends then. */
	private takenNs = 0;
	/** The first byte of the buffer falls on the paper then, if nothing is in the way. */
	private nextNs = 0;
	private online = true;
	private paperIsIn = true;
	/** Printed since `takePrinted` was called last. */
	private fresh: number[] = [];

	/** `onPage` gets each page when it comes out. */
	constructor(options: PrinterOptions, onPage: (page: PrintedPage) => void) {
		this.bytesPerSecond = options.bytesPerSecond ?? DEFAULT_BYTES_PER_SECOND;
		this.bufferBytes = options.bufferBytes ?? DEFAULT_BUFFER_BYTES;
		this.paper = new PrinterPaper(onPage);
	}

	get isOnline(): boolean {
		return this.online;
	}

	get hasPaper(): boolean {
		return this.paperIsIn;
	}

	/** The line BUSY. */
	isBusy(nowNs: number): boolean {
		return !this.canPrint || this.isFull || nowNs < this.takenNs;
	}

	/** The line nACK, which is low while it acknowledges. */
	isAcknowledging(nowNs: number): boolean {
		return nowNs < this.takenNs && nowNs >= this.takenNs - ACKNOWLEDGE_NS;
	}

	/** When BUSY falls, if no person has to come first. */
	get readyNs(): number | undefined {
		if (!this.canPrint) {
			return undefined;
		}
		const bytes = this.buffer.length - this.lowMark;
		return this.isFull ? this.nextNs + (bytes - 1) * this.byteNs : this.takenNs;
	}

	/** When all that is in the buffer will be on paper; undefined when there is nothing, or no way. */
	get emptyNs(): number | undefined {
		const { length } = this.buffer;
		return this.canPrint && length > 0 ? this.nextNs + (length - 1) * this.byteNs : undefined;
	}

	/** Prints what there was time for. */
	advance(nowNs: number): void {
		while (this.canPrint && this.buffer.length > 0 && this.nextNs <= nowNs) {
			const byte = this.buffer.shift() as number;
			this.paper.print(byte, this.nextNs);
			this.fresh.push(byte);
			this.nextNs += this.byteNs;
			if (this.buffer.length <= this.lowMark) {
				this.isFull = false;
			}
		}
	}

	/** A byte comes over the cable; false: the printer is busy, and the byte is lost. */
	take(byte: number, nowNs: number): boolean {
		if (this.isBusy(nowNs)) {
			return false;
		}
		if (this.buffer.length === 0) {
			this.nextNs = Math.max(this.nextNs, nowNs + this.byteNs);
		}
		this.buffer.push(byte);
		this.isFull = this.buffer.length >= this.bufferBytes;
		this.takenNs = nowNs + TAKE_NS;
		return true;
	}

	/** The line nINIT was low: the buffer is empty, the page stays where it is. */
	initialize(): void {
		this.buffer = [];
		this.isFull = false;
		this.takenNs = 0;
	}

	/** A person presses the on-line button, takes the paper out or puts it in. */
	setSwitches(online: boolean, paperIsIn: boolean, nowNs: number): void {
		this.online = online;
		this.paperIsIn = paperIsIn;
		this.nextNs = Math.max(this.nextNs, nowNs + this.byteNs);
	}

	/** The bytes that were printed since it was asked last, in order. */
	takePrinted(): Uint8Array {
		const bytes = Uint8Array.from(this.fresh);
		this.fresh = [];
		return bytes;
	}

	save(): PlainData {
		return {
			paper: this.paper.save(),
			buffer: Uint8Array.from(this.buffer),
			isFull: this.isFull,
			takenNs: this.takenNs,
			nextNs: this.nextNs,
			online: this.online,
			paperIsIn: this.paperIsIn,
		};
	}

	load(state: PlainData): void {
		const saved = state as {
			paper: PlainData;
			buffer: Uint8Array;
			isFull: boolean;
			takenNs: number;
			nextNs: number;
			online: boolean;
			paperIsIn: boolean;
		};
		this.paper.load(saved.paper);
		this.buffer = [...saved.buffer];
		this.isFull = saved.isFull;
		this.takenNs = saved.takenNs;
		this.nextNs = saved.nextNs;
		this.online = saved.online;
		this.paperIsIn = saved.paperIsIn;
		this.fresh = [];
	}

	private get canPrint(): boolean {
		return this.online && this.paperIsIn;
	}

	private get byteNs(): number {
		return Math.round(NS_PER_S / this.bytesPerSecond);
	}

	private get lowMark(): number {
		return this.bufferBytes >> 1;
	}
}
