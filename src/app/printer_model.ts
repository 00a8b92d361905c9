/*
 * What the page knows of the printer, and how a report of the worker changes it. Pure.
 */
import type { PrintedPage } from '../machine/api.ts';
import type { PrinterReport } from '../worker/protocol.ts';

export interface PrinterModel {
	readonly isOnline: boolean;
	readonly hasPaper: boolean;
	/** What is on the page that has not come out. */
	readonly unfinishedPage: string;
	/** Oldest first. */
	readonly pages: readonly PrintedPage[];
}

/** Of a machine that has told nothing yet. */
export const freshPrinter: PrinterModel = {
	isOnline: true,
	hasPaper: true,
	unfinishedPage: '',
	pages: [],
};

/** Older pages are dropped from the page. */
export const maxPages = 100;

export function printerAfter(old: PrinterModel, report: PrinterReport): PrinterModel {
	const [first] = report.pages;
	const before = first ? old.pages.filter(({ id }) => id < first.id) : old.pages;
	return { ...report, pages: [...before, ...report.pages].slice(-maxPages) };
}

/** Once the machine went back in time: what came out later has not. */
export function printerAt(printer: PrinterModel, guestUs: number): PrinterModel {
	return { ...printer, pages: printer.pages.filter(({ atUs }) => atUs <= guestUs) };
}

export interface ReprintMark {
	readonly job: string;
	/** A sentence's middle: "after a failure ..., from page 3". */
	readonly how: string;
}

/** What a sheet says by which lpd marks that a job is printed again; undefined of any other page. */
export function reprintMark(text: string): ReprintMark | undefined {
	const [, job, how] = /^\*\*\* (job \d+, .*): reprinted (after .*) \*\*\*\n$/.exec(text) ?? [];
	return job && how ? { job, how } : undefined;
}

/** All that was printed, as a file: pages end with form feeds, but for the one not come out. */
export function printedText({ pages, unfinishedPage }: PrinterModel): string {
	return pages.map(({ text }) => `${text}\f`).join('') + unfinishedPage;
}
