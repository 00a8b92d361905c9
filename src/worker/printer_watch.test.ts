import { beforeEach, expect, test } from 'vitest';
import type { MachinePrinter, PrintedPage } from '../machine/api.ts';
import { PrinterWatch } from './printer_watch.ts';

const page = (id: number): PrintedPage => ({ id, atUs: id, text: `${id}\n` });

let printer: { -readonly [Key in keyof MachinePrinter]: MachinePrinter[Key] };
let watch: PrinterWatch;

beforeEach(() => {
	printer = {
		...{ isOnline: true, hasPaper: true, unfinishedPage: '', pages: [] },
		setOnline: () => {},
		setPaper: () => {},
		onPage: () => () => {},
		onPrinted: () => () => {},
	};
	watch = new PrinterWatch(printer);
});

test('pages, the page in the printer and its switches are told once each, and silence is no news', () => {
	expect(watch.news()).toEqual({
		isOnline: true,
		hasPaper: true,
		unfinishedPage: '',
		pages: [],
	});
	expect(watch.news()).toBeUndefined();
	printer.pages = [page(1)];
	printer.unfinishedPage = 'begun';
	expect(watch.news()).toMatchObject({ unfinishedPage: 'begun', pages: [page(1)] });
	printer.pages = [page(1), page(2)];
	expect(watch.news()).toMatchObject({ pages: [page(2)] });
	printer.hasPaper = false;
	expect(watch.news()).toMatchObject({ hasPaper: false, pages: [] });
	expect(watch.news()).toBeUndefined();
});

test('after the machine went back in time everything is told anew', () => {
	printer.pages = [page(1), page(2)];
	watch.news();
	printer.pages = [page(1)];
	watch.restart();
	expect(watch.news()).toMatchObject({ pages: [page(1)] });
});
