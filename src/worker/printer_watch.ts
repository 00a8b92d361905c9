/*
 * What is new at the machine's printer since it was asked last: pages, what is on the page that
 * is still in it, its switches. After the machine went back in time it tells all again.
 */
import type { MachinePrinter } from '../machine/api.ts';
import type { PrinterReport } from './protocol.ts';

export class PrinterWatch {
	readonly #printer: MachinePrinter;
	#told: PrinterReport | undefined;
	#toldPage = 0;

	constructor(printer: MachinePrinter) {
		this.#printer = printer;
	}

	/** Undefined when nothing is new. */
	news(): PrinterReport | undefined {
		const { isOnline, hasPaper, unfinishedPage, pages } = this.#printer;
		const fresh = pages.filter(({ id }) => id > this.#toldPage);
		const told = this.#told;
		const isSame =
			told?.isOnline === isOnline &&
			told.hasPaper === hasPaper &&
			told.unfinishedPage === unfinishedPage;
		if (isSame && fresh.length === 0) return undefined;
		this.#told = { isOnline, hasPaper, unfinishedPage, pages: fresh };
		this.#toldPage = pages.at(-1)?.id ?? this.#toldPage;
		return this.#told;
	}

	/** The machine was put into another state: tell everything anew. */
	restart(): void {
		this.#told = undefined;
		this.#toldPage = 0;
	}
}
