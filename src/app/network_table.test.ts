import { expect, test } from 'vitest';
import { rateRows, toCsv } from './network_table.ts';

test('a row says what passed in its second, and which incidents fell into it', () => {
	const bins = {
		...{ binUs: 500_000, firstBin: 0 },
		toGuest: [10, 20, 30, 40, 50],
		fromGuest: [1, 2, 3, 4, 5],
	};
	const interruptions = [
		{ number: 3, fromUs: 1_100_000, toUs: 1_200_000 },
		{ number: 4, fromUs: 1_900_000, toUs: undefined },
	];
	const rows = rateRows(bins, { fromUs: 0, toUs: 60e6 }, interruptions);
	expect(rows).toEqual([
		{ atS: 0, toGuest: 30, fromGuest: 3, incidents: [] },
		{ atS: 1, toGuest: 70, fromGuest: 7, incidents: [3, 4] },
	]);
	expect(toCsv(rows)).toBe(
		'guest_s,to_guest_bytes,from_guest_bytes,incidents\r\n0,30,3,\r\n1,70,7,3 4\r\n',
	);
});
