import { beforeEach, expect, test } from 'vitest';
import type { IsaBus } from './isa_function.ts';
import {
	CONTROL,
	CONTROL_IRQ_ENABLE,
	CONTROL_NOT_INIT,
	CONTROL_SELECT_IN,
	CONTROL_STROBE,
	DATA,
	ParallelPort,
	STATUS,
	STATUS_NOT_ACK,
	STATUS_NOT_BUSY,
	STATUS_NOT_ERROR,
	STATUS_NOT_IRQ,
	STATUS_PAPER_END,
	STATUS_SELECT,
} from './parallel_port.ts';
import { COLUMNS, LINES_PER_PAGE, MAX_PAGES } from './printer_paper.ts';

const MS = 1e6;
const IDLE = CONTROL_NOT_INIT | CONTROL_SELECT_IN;
const BYTES_PER_SECOND = 1000;
const BUFFER_BYTES = 8;

/** A board whose time is set by the test; timers are handed over when it passes. */
class TestBoard implements IsaBus {
	nowNs = 0;
	interrupt = false;
	readonly lost: string[] = [];
	private readonly timers = new Map<number, number>();

	constructor(readonly port: ParallelPort) {
		port.attach(this);
	}

	setInterrupt(asserted: boolean): void {
		this.interrupt = asserted;
	}

	setTimer(number: number, atNs: number): void {
		this.timers.set(number, atNs);
	}

	clearTimer(number: number): void {
		this.timers.delete(number);
	}

	dropped(name: string): void {
		this.lost.push(name);
	}

	/** Passes time, with all timers that are due meanwhile in their order. */
	pass(ns: number): void {
		const until = this.nowNs + ns;
		for (;;) {
			const [next] = [...this.timers].sort((a, b) => a[1] - b[1]);
			if (!next || next[1] > until) break;
			this.timers.delete(next[0]);
			this.nowNs = Math.max(this.nowNs, next[1]);
			this.port.timer(next[0]);
		}
		this.nowNs = until;
	}
}

let port: ParallelPort;
let board: TestBoard;
let printed: string;

beforeEach(() => {
	port = new ParallelPort(
		{ bytesPerSecond: BYTES_PER_SECOND, bufferBytes: BUFFER_BYTES },
		(input) => port.operate(input),
	);
	board = new TestBoard(port);
	port.write(CONTROL, IDLE);
	printed = '';
	port.onPrinted((bytes) => {
		printed += new TextDecoder().decode(bytes);
	});
});

const status = () => port.read(STATUS);
const isBusy = () => (status() & STATUS_NOT_BUSY) === 0;

function strobe(byte: number, control = IDLE): void {
	port.write(DATA, byte);
	port.write(CONTROL, control | CONTROL_STROBE);
	port.write(CONTROL, control);
}

/** As a driver does that polls. */
function send(text: string): void {
	for (const byte of new TextEncoder().encode(text)) {
		while (isBusy()) board.pass(MS / 10);
		strobe(byte);
	}
	board.pass(1000 * MS);
}

test('a printer at rest is selected, has paper and no error, and is not busy', () => {
	const wanted =
		STATUS_NOT_BUSY | STATUS_NOT_ACK | STATUS_SELECT | STATUS_NOT_ERROR | STATUS_NOT_IRQ;
	expect(status() & 0xfc).toBe(wanted);
});

test('a byte makes it busy, is acknowledged, and is on paper when there was time for it', () => {
	strobe(0x41);
	expect(status() & (STATUS_NOT_BUSY | STATUS_NOT_ACK)).toBe(STATUS_NOT_ACK);
	board.pass(700);
	expect(status() & (STATUS_NOT_BUSY | STATUS_NOT_ACK)).toBe(0);
	board.pass(300);
	expect(isBusy()).toBe(false);
	expect(port.unfinishedPage).toBe('');
	board.pass(MS);
	expect(port.unfinishedPage).toBe('A');
});

test('the register of data and that of control read as they were written', () => {
	port.write(DATA, 0x5a);
	port.write(CONTROL, IDLE | CONTROL_IRQ_ENABLE);
	expect(port.read(DATA)).toBe(0x5a);
	expect(port.read(CONTROL) & 0x1f).toBe(IDLE | CONTROL_IRQ_ENABLE);
});

test('what is strobed at a busy printer is lost, and counted', () => {
	strobe(0x41);
	strobe(0x42);
	board.pass(1000 * MS);
	expect(printed).toBe('A');
	expect(board.lost).toEqual(['parallel-port-strobe-while-busy']);
});

test('a full buffer keeps it busy until half of it is printed', () => {
	for (let count = 0; count < BUFFER_BYTES; count++) {
		strobe(0x30 + count);
		board.pass(1000);
	}
	expect(isBusy()).toBe(true);
	board.pass(3 * MS);
	expect(isBusy()).toBe(true);
	board.pass(MS);
	expect(isBusy()).toBe(false);
	expect(port.unfinishedPage).toBe('0123');
});

test('the interrupt comes with the end of the acknowledgement, and a read of the status ends it', () => {
	strobe(0x41, IDLE | CONTROL_IRQ_ENABLE);
	expect(board.interrupt).toBe(false);
	board.pass(1000);
	expect(board.interrupt).toBe(true);
	expect(status() & STATUS_NOT_IRQ).toBe(0);
	expect(board.interrupt).toBe(false);
	expect(status() & STATUS_NOT_IRQ).toBe(STATUS_NOT_IRQ);
});

test('an interrupt that is enabled too late does not come', () => {
	strobe(0x41);
	board.pass(1000);
	port.write(CONTROL, IDLE | CONTROL_IRQ_ENABLE);
	board.pass(1000 * MS);
	expect(board.interrupt).toBe(false);
});

test('it speaks up when a full buffer has room again', () => {
	for (let count = 0; count < BUFFER_BYTES; count++) {
		strobe(0x30);
		board.pass(1000);
	}
	port.write(CONTROL, IDLE | CONTROL_IRQ_ENABLE);
	board.pass(3 * MS);
	expect(board.interrupt).toBe(false);
	board.pass(2 * MS);
	expect(board.interrupt).toBe(true);
});

test('without paper it is busy and prints nothing; with paper again it prints on and interrupts', () => {
	strobe(0x41);
	port.setPaper(false);
	board.pass(1000 * MS);
	expect(status() & (STATUS_NOT_BUSY | STATUS_PAPER_END | STATUS_NOT_ERROR)).toBe(
		STATUS_PAPER_END,
	);
	expect(printed).toBe('');
	port.write(CONTROL, IDLE | CONTROL_IRQ_ENABLE);
	port.setPaper(true);
	expect(board.interrupt).toBe(true);
	board.pass(100 * MS);
	expect(printed).toBe('A');
});

test('off line it is not selected, and takes nothing', () => {
	port.setOnline(false);
	expect(status() & (STATUS_SELECT | STATUS_NOT_BUSY | STATUS_NOT_ERROR)).toBe(0);
	strobe(0x41);
	port.setOnline(true);
	board.pass(1000 * MS);
	expect(printed).toBe('');
});

test('two switches pressed at once both count', () => {
	port.setOnline(false);
	port.setPaper(false);
	expect([port.isOnline, port.hasPaper]).toEqual([false, false]);
});

test('nINIT empties the buffer, and leaves what is on paper', () => {
	send('ab');
	strobe(0x63);
	port.write(CONTROL, CONTROL_SELECT_IN);
	expect(isBusy()).toBe(true);
	port.write(CONTROL, IDLE);
	board.pass(1000 * MS);
	expect(port.unfinishedPage).toBe('ab');
});

test('a form feed ends a page, and so does its last line', () => {
	const pages: string[] = [];
	port.onPage(({ text }) => pages.push(text));
	send(`one\n\ftwo\n\f${'x\n'.repeat(LINES_PER_PAGE)}y`);
	expect(pages).toEqual(['one\n', 'two\n', 'x\n'.repeat(LINES_PER_PAGE)]);
	expect(port.pages.map(({ id }) => id)).toEqual([1, 2, 3]);
	expect(port.unfinishedPage).toBe('y');
});

test('tabs go to their stops, long lines go on in the next one, other controls print nothing', () => {
	send(`a\tb\r\x1b\n${'w'.repeat(COLUMNS)}z\n\f`);
	expect(port.pages.at(-1)?.text).toBe(`a       b\n${'w'.repeat(COLUMNS)}\nz\n`);
});

test('of very many pages the last ones are kept', () => {
	send('\f'.repeat(MAX_PAGES + 2));
	expect(port.pages.length).toBe(MAX_PAGES);
	expect(port.pages[0]?.id).toBe(3);
});

test('a state that was saved prints on as it would have', () => {
	send('page\n\f');
	strobe(0x41);
	const state = port.save();
	board.pass(1000 * MS);
	expect(port.unfinishedPage).toBe('A');
	port.load(state);
	expect(port.unfinishedPage).toBe('');
	board.nowNs += 1;
	board.pass(1000 * MS);
	port.read(DATA);
	expect(port.unfinishedPage).toBe('A');
	expect(port.pages.map(({ text }) => text)).toEqual(['page\n']);
});

test('a reset of the machine keeps the paper', () => {
	send('kept');
	port.reset();
	expect(port.unfinishedPage).toBe('kept');
	expect(port.read(CONTROL) & CONTROL_NOT_INIT).toBe(0);
});

test('1,000 wild accesses and switches leave a printer that prints', () => {
	let seed = 7;
	const random = (below: number) => {
		seed = (seed * 1103515245 + 12345) & 0x7fffffff;
		return (seed >> 8) % below;
	};
	for (let count = 0; count < 1000; count++) {
		const what = random(5);
		if (what === 0) port.read(random(3));
		else if (what === 1) board.pass(random(3 * MS));
		else if (what === 2) port.operate(Uint8Array.of(random(4), random(2)));
		else port.write(random(3), random(256));
	}
	port.setOnline(true);
	port.setPaper(true);
	port.write(CONTROL, CONTROL_SELECT_IN);
	port.write(CONTROL, IDLE);
	send('\fwell\n\f');
	expect(port.pages.at(-1)?.text).toBe('well\n');
});
