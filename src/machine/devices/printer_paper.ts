/**
 * The paper of a line printer: bytes become lines, lines become pages.
 *
 * A byte is a character, as printers know them; a page is read as UTF-8 once it is seen. A line
 * feed begins a new line at the left, as on a printer that is set up for text files; a form feed
 * ends the page, as does the last line of it. A line that is too long goes on in the next one.
 * Other control characters print nothing.
 */

import type { PlainData, PrintedPage } from '../api.ts';

/** Of fanfold paper: 11 inches at 6 lines an inch, 13.2 inches at 10 characters an inch. */
export const LINES_PER_PAGE = 66;
export const COLUMNS = 132;
/** Older ones are thrown away. */
export const MAX_PAGES = 100;

const LINE_FEED = 0x0a;
const FORM_FEED = 0x0c;
const FIRST_PRINTABLE = 0x20;
const DELETE = 0x7f;
const TAB = 0x09;
const TAB_STOP = 8;
const SPACE = 0x20;
const NS_PER_US = 1000;

export class PrinterPaper {
	private done: PrintedPage[] = [];
	private nextId = 1;
	private page: number[] = [];
	private lines = 0;
	private columns = 0;

	/** `onPage` gets each page when it comes out. */
	constructor(private readonly onPage: (page: PrintedPage) => void) {}

	/** Those that came out, oldest first. */
	get pages(): readonly PrintedPage[] {
		return this.done;
	}

	/** What is on the page that is still in the printer. */
	get unfinished(): string {
		return textOf(this.page);
	}

	/** The byte falls on the paper at that time. */
	print(byte: number, atNs: number): void {
		if (byte === FORM_FEED) {
			this.eject(atNs);
		} else if (byte === LINE_FEED) {
			this.endLine(atNs);
		} else if (byte === TAB) {
			do {
				this.put(SPACE, atNs);
			} while (this.columns % TAB_STOP !== 0);
		} else if (byte >= FIRST_PRINTABLE && byte !== DELETE) {
			this.put(byte, atNs);
		}
	}

	save(): PlainData {
		return {
			pages: this.done.map(({ id, atUs, text }) => ({ id, atUs, text })),
			nextId: this.nextId,
			page: Uint8Array.from(this.page),
			lines: this.lines,
			columns: this.columns,
		};
	}

	load(state: PlainData): void {
		const saved = state as unknown as {
			pages: PrintedPage[];
			nextId: number;
			page: Uint8Array;
			lines: number;
			columns: number;
		};
		this.done = [...saved.pages];
		this.nextId = saved.nextId;
		this.page = [...saved.page];
		this.lines = saved.lines;
		this.columns = saved.columns;
	}

	private put(byte: number, atNs: number): void {
		if (this.columns >= COLUMNS) {
			this.endLine(atNs);
		}
		this.page.push(byte);
		this.columns++;
	}

	private endLine(atNs: number): void {
		this.page.push(LINE_FEED);
		this.columns = 0;
		if (++this.lines === LINES_PER_PAGE) {
			this.eject(atNs);
		}
	}

	private eject(atNs: number): void {
		const page = { id: this.nextId++, atUs: atNs / NS_PER_US, text: textOf(this.page) };
		this.done = [...this.done, page].slice(-MAX_PAGES);
		this.page = [];
		this.lines = 0;
		this.columns = 0;
		this.onPage(page);
	}
}

function textOf(bytes: readonly number[]): string {
	return new TextDecoder().decode(Uint8Array.from(bytes));
}
