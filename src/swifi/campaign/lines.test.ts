import { expect, test } from 'vitest';
import { type FaultRecord, faultTypes } from '../fault.ts';
import { fakeHead, fakeSeries } from './fake_series.test-support.ts';
import { decodeHead, describeDifferences, encodeHead, headDifferences } from './head_line.ts';
import { type Line, LineSplitter } from './line_splitter.ts';
import { planOf } from './plan.ts';
import { decodeRecord, encodeRecord } from './record_line.ts';

const records = [0, 1, 2].flatMap((series) => fakeSeries(planOf(fakeHead(), series)));
const [record] = records as [FaultRecord];
const crash = records.find(({ times }) => times !== undefined) as FaultRecord;

test('records survive their lines', () => {
	expect(records.map((each) => decodeRecord(encodeRecord(each)))).toEqual(records);
});

test('equal records are equal lines, in whatever order their fields were set', () => {
	const reverse = (value: object) => Object.fromEntries(Object.entries(value).reverse());
	const shuffled = { ...reverse(crash), times: reverse(crash.times ?? {}) } as FaultRecord;
	expect(encodeRecord(shuffled)).toBe(encodeRecord(crash));
	const head = fakeHead();
	expect(encodeHead({ ...head, machine: reverse(head.machine) } as typeof head)).toBe(
		encodeHead(head),
	);
});

test('a line begins with the fields that people look for', () => {
	expect(encodeRecord(record)).toMatch(
		/^\{"id":"0\.0","driver":"eth\.dp8390","series":0,"index":0,/,
	);
	expect(encodeHead(fakeHead())).toMatch(/^\{"format":1,"build":/);
});

test.each([
	[{ type: 'gamma' }, '"type" is "gamma": expected one of source, destination'],
	[{ outcome: undefined }, '"outcome" is missing: expected one of panic'],
	[{ old: '8B45' }, '"old" is "8B45": expected bytes as hex, in small letters'],
	[{ old: '8b' }, '"old" and "new" differ in length'],
	[{ index: 0.5 }, '"index" is 0.5: expected a whole number from 0'],
	[{ t_us: -1 }, '"t_us" is -1: expected a number from 0'],
	[{ recovered: 'yes' }, '"recovered" is "yes": expected true or false or null'],
	[{ times: { restartUs: 'soon' } }, '"times" is {"restartUs":"soon"}: expected an object of'],
	[{ times: { lunchUs: 1 } }, '"times" is {"lunchUs":1}: expected an object of restartUs'],
	[{ disturbed: [1] }, '"disturbed" is [1]: expected a list, each a string'],
	[{ id: '0.1' }, '"id" is "0.1": expected "0.0", after its series and index'],
	[{ colour: 'red' }, 'there is a field "colour", which is not known'],
	[{ driver: 'a driver' }, '"driver" is "a driver": expected a label'],
])('a record with %j is refused', (change, message) => {
	expect(() => decodeRecord(JSON.stringify({ ...record, ...change }))).toThrow(message);
});

test.each(['', '{', '[]', 'null', '7', '{"id":"0.0"}', `{"id":${'9'.repeat(400)}}`])(
	'the line %j is no record',
	(line) => {
		expect(() => decodeRecord(line)).toThrow(/expected/);
	},
);

test.each([
	[{ format: 2 }, '"format" is 2: expected 1'],
	[{ types: ['gamma'] }, `expected a list, each one of ${faultTypes[0]}`],
	[{ shard: { number: 3, of: 2 } }, '"shard" is 3 of 2: expected a number up to 2'],
	[{ shard: { number: 1, of: 1e6 } }, 'of at most 10000'],
	[{ drivers: [] }, 'expected at least one of each'],
	[{ machine: { memory: 32 } }, 'expected an object of strings'],
])('a head with %j is refused', (change, message) => {
	expect(() => decodeHead(JSON.stringify({ ...fakeHead(), ...change }))).toThrow(message);
});

test('two heads are told apart field by field', () => {
	const head = fakeHead();
	expect(headDifferences(head, structuredClone(head))).toEqual([]);
	const other = fakeHead({ seed: 2, mode: 'isolated' });
	expect(describeDifferences(headDifferences(head, other))).toBe(
		'seed: expected 1, found 2; mode: expected "sequential", found "isolated"',
	);
});

function split(bytes: Uint8Array, chunkSize: number): { lines: Line[]; torn: string } {
	const splitter = new LineSplitter();
	const lines = [];
	for (let at = 0; at < bytes.length; at += chunkSize) {
		lines.push(...splitter.push(bytes.slice(at, at + chunkSize)));
	}
	return { lines, torn: splitter.torn };
}

test.each([1, 2, 3, 5, 100])('lines are the same from chunks of %i bytes', (chunkSize) => {
	const bytes = new TextEncoder().encode('one\n\nthree: “≥ 1”\ntor');
	expect(split(bytes, chunkSize)).toEqual({
		lines: [
			{ number: 1, text: 'one', end: 4 },
			{ number: 2, text: '', end: 5 },
			{ number: 3, text: 'three: “≥ 1”', end: 24 },
		],
		torn: 'tor',
	});
});

test('what is no text, or has no lines, is no campaign’s file', () => {
	const noText = Uint8Array.of(0x61, 0x0a, 0xff, 0x0a);
	expect(() => split(noText, 4)).toThrow('line 2 is not text in UTF-8');
	const noLines = new Uint8Array(2 << 20).fill(0x61);
	expect(() => split(noLines, 1 << 16)).toThrow('line 1 is longer than 1048576 bytes');
});
