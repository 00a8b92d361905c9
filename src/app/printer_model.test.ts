import { expect, test } from 'vitest';
import type { PrintedPage } from '../machine/api.ts';
import {
	freshPrinter,
	maxPages,
	printedText,
	printerAfter,
	printerAt,
	reprintMark,
} from './printer_model.ts';

const page = (id: number, text = `${id}\n`): PrintedPage => ({ id, atUs: id * 100, text });
const report = (...pages: PrintedPage[]) => ({
	...{ isOnline: true, hasPaper: true, unfinishedPage: '' },
	pages,
});
const ids = ({ pages }: { pages: readonly PrintedPage[] }) => pages.map(({ id }) => id);

test('pages are added behind those that are there; the last hundred stay', () => {
	const two = printerAfter(printerAfter(freshPrinter, report(page(1))), report(page(2)));
	expect(ids(two)).toEqual([1, 2]);
	const many = Array.from({ length: maxPages }, (_, index) => page(index + 3));
	expect(ids(printerAfter(two, report(...many)))).toHaveLength(maxPages);
});

test('a page with an old number makes the later ones void', () => {
	const three = printerAfter(freshPrinter, report(page(1), page(2), page(3)));
	expect(printerAfter(three, report(page(2, 'other\n'))).pages).toEqual([
		page(1),
		page(2, 'other\n'),
	]);
});

test('what came out after the moment that the machine went back to is gone', () => {
	const three = printerAfter(freshPrinter, report(page(1), page(2), page(3)));
	expect(ids(printerAt(three, 200))).toEqual([1, 2]);
});

test('the sheet by which lpd marks a reprint is told from pages that only talk about one', () => {
	const sheet = '*** job 7, notes: reprinted after an interruption, from page 2 ***\n';
	expect(reprintMark(sheet)).toEqual({
		job: 'job 7, notes',
		how: 'after an interruption, from page 2',
	});
	expect(reprintMark(`${sheet}more\n`)).toBeUndefined();
	expect(reprintMark('job 7 was reprinted after all\n')).toBeUndefined();
});

test('as a file, pages end with form feeds', () => {
	const printer = { ...printerAfter(freshPrinter, report(page(1))), unfinishedPage: 'rest' };
	expect(printedText(printer)).toBe('1\n\frest');
});
