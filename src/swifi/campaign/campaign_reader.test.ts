import { expect, test } from 'vitest';
import { SeededRandom } from '../../machine/random.ts';
import { CampaignReader, type FinishedSeries } from './campaign_reader.ts';
import { CampaignFileError } from './errors.ts';
import { fakeHead, fakeSeries } from './fake_series.test-support.ts';
import { encodeHead } from './head_line.ts';
import { plansOf } from './plan.ts';
import { encodeRecord } from './record_line.ts';

const head = fakeHead({ faults: 220, drivers: ['eth.dp8390', 'chr.tty'] });
const lines = [encodeHead(head)];
for (const plan of plansOf(head)) lines.push(...fakeSeries(plan).map(encodeRecord));

function read(texts: readonly string[]) {
	const reader = new CampaignReader();
	const finished: FinishedSeries[] = [];
	for (const [index, text] of texts.entries()) {
		const series = reader.accept({ number: index + 1, text, end: 0 });
		if (series) finished.push(series);
	}
	return { reader, finished };
}

test('whole series come out, as they were planned', () => {
	const { reader, finished } = read(lines);
	expect(reader.head).toEqual(head);
	expect(finished.map(({ plan }) => plan)).toEqual([...plansOf(head)]);
	expect(finished.map(({ records }) => records)).toEqual([...plansOf(head)].map(fakeSeries));
	expect(reader.next).toBeUndefined();
});

test('a series that is not complete does not come out, and is the next one', () => {
	const { reader, finished } = read(lines.slice(0, 1 + 199));
	expect(finished).toHaveLength(1);
	expect(reader.next).toMatchObject({ series: 1, driver: 'eth.dp8390' });
});

const without = (index: number) => lines.toSpliced(index, 1);

test.each([
	['a line is missing', without(5), 'line 6: expected fault 0.4 of eth.dp8390, found 0.5'],
	['a line is there twice', lines.toSpliced(5, 0, lines[4] ?? ''), 'line 6: expected fault 0.4'],
	['a series is missing', lines.toSpliced(1, 100), 'line 2: expected fault 0.0'],
	[
		'there is too much',
		[...lines, lines.at(-1) ?? ''],
		'but the campaign was complete before it',
	],
	['an empty line', lines.toSpliced(3, 0, ''), 'line 4: expected one JSON object, found '],
	['no head', lines.slice(1), 'line 1: "format" is missing: expected 1'],
])('%s: it is reported with its line', (_, texts, message) => {
	expect(() => read(texts)).toThrow(message);
});

test('2,000 files with one damaged place are read, or refused with the line’s number', () => {
	const random = new SeededRandom(7);
	const below = (limit: number) => (random.nextInt32() >>> 0) % limit;
	const short = lines.slice(0, 30);
	for (let round = 0; round < 2000; round++) {
		const number = below(short.length);
		const text = short[number] ?? '';
		const at = below(text.length);
		const byte = String.fromCharCode(0x20 + below(0x60));
		const damaged = text.slice(0, at) + byte.repeat(below(3)) + text.slice(at + below(3));
		try {
			read(short.with(number, damaged));
		} catch (error) {
			expect(error).toBeInstanceOf(CampaignFileError);
			expect((error as Error).message).toMatch(/^line \d+: /);
		}
	}
});
