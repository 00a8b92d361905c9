/**
 * LPT1, a standard parallel port with a printer on it: three registers at 378h and IRQ 7 (IBM
 * Personal System/2 Hardware Interface Technical Reference, "Parallel Port Controller"; National
 * Semiconductor PC87332 data sheet, chapter 4).
 *
 * The interrupt is a latch, as it is there: set at the end of an acknowledgement while it is
 * enabled, and cleared by a read of the status register. A port that was told to interrupt after
 * that end waits for the next one, so a driver has to look at BUSY again once it has enabled it.
 */

import type {
	MachinePrinter,
	PlainData,
	PrintedPage,
	PrinterOptions,
	Unsubscribe,
} from '../api.ts';
import { ListenerSet } from '../listeners.ts';
import type { IsaBus, IsaFunction } from './isa_function.ts';
import { Printer } from './printer.ts';

/** Offsets of the registers. */
export const DATA = 0;
export const STATUS = 1;
export const CONTROL = 2;

/** Status, from the cable: BUSY reads inverted. */
export const STATUS_NOT_BUSY = 0x80;
export const STATUS_NOT_ACK = 0x40;
export const STATUS_PAPER_END = 0x20;
export const STATUS_SELECT = 0x10;
export const STATUS_NOT_ERROR = 0x08;
/** 0: an interrupt is pending. */
export const STATUS_NOT_IRQ = 0x04;
const STATUS_RESERVED = 0x03;

/** Control, to the cable: the first, second and fourth go out inverted. */
export const CONTROL_STROBE = 0x01;
export const CONTROL_NOT_INIT = 0x04;
export const CONTROL_SELECT_IN = 0x08;
export const CONTROL_IRQ_ENABLE = 0x10;
const CONTROL_BITS = 0x1f;
const CONTROL_RESERVED = 0xe0;

/** What a person does at the printer, as input of the machine: which switch, and 1 for on. */
const SWITCH_ONLINE = 0;
const SWITCH_PAPER = 1;

const TIMER_READY = 0;
const TIMER_PRINTED = 1;
/** What was printed is handed on at least this often. */
const HAND_ON_NS = 50e6;

export class ParallelPort implements IsaFunction, MachinePrinter {
	readonly name = 'parallel-port';
	readonly firstPort = 0x378;
	readonly portCount = 3;
	readonly irqLine = 7;
	private readonly printer: Printer;
	private readonly pageListeners = new ListenerSet<PrintedPage>();
	private readonly printedListeners = new ListenerSet<Uint8Array>();
	/** Came out, not yet handed on. */
	private freshPages: PrintedPage[] = [];
	private bus: IsaBus | undefined;
	private data = 0;
	private control = 0;
	private irqIsPending = false;

	/** `submit` has `operate` called with what it is given, once it is stamped and logged. */
	constructor(
		options: PrinterOptions,
		private readonly submit: (input: Uint8Array) => void,
	) {
		this.printer = new Printer(options, (page) => this.freshPages.push(page));
	}

	attach(bus: IsaBus): void {
		this.bus = bus;
	}

	// ---- the host's side ----

	get pages(): readonly PrintedPage[] {
		return this.printer.paper.pages;
	}

	get unfinishedPage(): string {
		return this.printer.paper.unfinished;
	}

	get isOnline(): boolean {
		return this.printer.isOnline;
	}

	get hasPaper(): boolean {
		return this.printer.hasPaper;
	}

	setOnline(isOnline: boolean): void {
		this.submit(Uint8Array.of(SWITCH_ONLINE, isOnline ? 1 : 0));
	}

	setPaper(hasPaper: boolean): void {
		this.submit(Uint8Array.of(SWITCH_PAPER, hasPaper ? 1 : 0));
	}

	onPage(listener: (page: PrintedPage) => void): Unsubscribe {
		return this.pageListeners.add(listener);
	}

	onPrinted(listener: (bytes: Uint8Array) => void): Unsubscribe {
		return this.printedListeners.add(listener);
	}

	/** What `submit` was given has come to its time. */
	operate([which, on]: Uint8Array): void {
		const { board, printer } = this;
		const { nowNs } = board;
		printer.advance(nowNs);
		const wasBusy = this.isBusy(nowNs);
		const isOnline = which === SWITCH_ONLINE ? on === 1 : printer.isOnline;
		const hasPaper = which === SWITCH_PAPER ? on === 1 : printer.hasPaper;
		printer.setSwitches(isOnline, hasPaper, nowNs);
		if (wasBusy && !this.isBusy(nowNs)) {
			this.acknowledged();
		}
		this.plan();
	}

	// ---- the guest's side ----

	read(offset: number): number {
		const { nowNs } = this.board;
		this.printer.advance(nowNs);
		if (offset === DATA) {
			return this.data;
		}
		if (offset === CONTROL) {
			return this.control | CONTROL_RESERVED;
		}
		const status = this.statusAt(nowNs);
		this.irqIsPending = false;
		this.updateInterrupt();
		return status;
	}

	write(offset: number, value: number): void {
		if (offset === DATA) {
			this.data = value;
		} else if (offset === CONTROL) {
			this.writeControl(value & CONTROL_BITS);
		} else {
			this.board.dropped('parallel-port-status-write');
		}
	}

	timer(number: number): void {
		this.printer.advance(this.board.nowNs);
		if (number === TIMER_READY && !this.isBusy(this.board.nowNs)) {
			this.acknowledged();
		} else if (number === TIMER_PRINTED) {
			this.handOn();
		}
		this.plan();
	}

	/** The printer has its own power: its paper, and what is on it, stay. */
	reset(): void {
		this.data = 0;
		this.control = 0;
		this.irqIsPending = false;
		this.printer.initialize();
		this.handOn();
	}

	save(): PlainData {
		return {
			printer: this.printer.save(),
			data: this.data,
			control: this.control,
			irqIsPending: this.irqIsPending,
		};
	}

	load(state: PlainData): void {
		const saved = state as {
			printer: PlainData;
			data: number;
			control: number;
			irqIsPending: boolean;
		};
		this.printer.load(saved.printer);
		this.data = saved.data;
		this.control = saved.control;
		this.irqIsPending = saved.irqIsPending;
		this.freshPages = [];
	}

	private get board(): IsaBus {
		if (!this.bus) {
			throw new Error('The parallel port is on no board: call attach() first.');
		}
		return this.bus;
	}

	private isBusy(nowNs: number): boolean {
		return !(this.control & CONTROL_NOT_INIT) || this.printer.isBusy(nowNs);
	}

	private statusAt(nowNs: number): number {
		const { printer } = this;
		return (
			STATUS_RESERVED |
			(this.isBusy(nowNs) ? 0 : STATUS_NOT_BUSY) |
			(printer.isAcknowledging(nowNs) ? 0 : STATUS_NOT_ACK) |
			(printer.hasPaper ? 0 : STATUS_PAPER_END) |
			(printer.isOnline ? STATUS_SELECT : 0) |
			(printer.isOnline && printer.hasPaper ? STATUS_NOT_ERROR : 0) |
			(this.irqIsPending ? 0 : STATUS_NOT_IRQ)
		);
	}

	private writeControl(value: number): void {
		const { nowNs } = this.board;
		const before = this.control;
		this.control = value;
		this.printer.advance(nowNs);
		if (!(value & CONTROL_NOT_INIT)) {
			this.printer.initialize();
		} else if (value & ~before & CONTROL_STROBE && !this.printer.take(this.data, nowNs)) {
			this.board.dropped('parallel-port-strobe-while-busy');
		}
		this.updateInterrupt();
		this.plan();
	}

	/** nACK rises again. */
	private acknowledged(): void {
		this.irqIsPending ||= (this.control & CONTROL_IRQ_ENABLE) !== 0;
		this.updateInterrupt();
	}

	private updateInterrupt(): void {
		const isEnabled = (this.control & CONTROL_IRQ_ENABLE) !== 0;
		this.board.setInterrupt(this.irqIsPending && isEnabled);
	}

	/** Asks for the times at which something happens that the guest or the host has to hear of. */
	private plan(): void {
		const { board, printer } = this;
		const { nowNs } = board;
		const { readyNs, emptyNs } = printer;
		const waits = (this.control & CONTROL_IRQ_ENABLE) !== 0;
		if (waits && readyNs !== undefined && readyNs > nowNs) {
			board.setTimer(TIMER_READY, readyNs);
		} else {
			board.clearTimer(TIMER_READY);
		}
		if (emptyNs !== undefined) {
			board.setTimer(TIMER_PRINTED, Math.min(nextMultiple(nowNs, HAND_ON_NS), emptyNs));
		}
	}

	private handOn(): void {
		const bytes = this.printer.takePrinted();
		const pages = this.freshPages;
		this.freshPages = [];
		if (bytes.length > 0) {
			this.printedListeners.emit(bytes);
		}
		for (const page of pages) {
			this.pageListeners.emit(page);
		}
	}
}

/** The first multiple that is later. */
function nextMultiple(ns: number, step: number): number {
	return (Math.floor(ns / step) + 1) * step;
}
