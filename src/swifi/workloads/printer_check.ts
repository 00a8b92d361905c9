/**
 * The pages of the guest's `workload printer` (printer.c says what is on them). After a driver's end
 * a page is cut off and printed again, from its beginning; a page that was taken has to come out
 * once at least, and in its order.
 */

import type { Machine, PrintedPage } from '../../machine/api.ts';
import type { HostCheck } from './host_check.ts';
import { seededText } from './seeded_text.ts';

const LINES = 5;
const LINE_BYTES = 40;
const FIRST_CHARACTER = '!';
const CHARACTERS = 94;
const HEADING = /^page (\d+) of round (\d+)\n/;

export class PrinterCheck implements HostCheck {
	lastRight: number | undefined;
	corrupted = 0;
	lastWrong = '';
	/** The number of the last page that was complete; undefined until there is one. */
	#lastPage: number | undefined;

	constructor(machine: Machine) {
		machine.printer.onPage((page) => this.#take(page));
	}

	restart(): void {
		this.lastRight = undefined;
		this.corrupted = 0;
		this.lastWrong = '';
		this.#lastPage = undefined;
	}

	#take({ text }: PrintedPage): void {
		const [heading, number, round] = HEADING.exec(text) ?? [];
		if (heading === undefined) {
			// Only a few characters, or none, may have been printed before the driver ended.
			if (!isPageBeginning(text)) this.#isWrong('a page is garbled');
			return;
		}
		const right = heading + bodyOf(Number(number));
		if (text !== right) {
			if (!right.startsWith(text)) this.#isWrong('a page is garbled');
			return;
		}
		this.#takeComplete(Number(number), Number(round));
	}

	#takeComplete(page: number, round: number): void {
		const expected = this.#lastPage;
		if (expected !== undefined && page !== expected && page !== expected + 1) {
			this.#isWrong('pages are lost');
		}
		this.#lastPage = page;
		this.lastRight = round;
	}

	#isWrong(what: string): void {
		this.corrupted++;
		this.lastWrong = what;
	}
}

/** Whether a heading that was cut off can be this. */
function isPageBeginning(text: string): boolean {
	const shape = (it: string) => it.replace(/\d+/g, '0');
	return 'page 0 of round 0'.startsWith(shape(text));
}

function bodyOf(page: number): string {
	const text = seededText(page, LINES * LINE_BYTES, FIRST_CHARACTER, CHARACTERS);
	return Array.from(
		{ length: LINES },
		(_, line) => `${text.slice(line * LINE_BYTES, (line + 1) * LINE_BYTES)}\n`,
	).join('');
}
