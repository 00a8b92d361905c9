import { expect, test } from 'vitest';
import { fakeHead, fakeSeries } from './fake_series.test-support.ts';
import { plansOf } from './plan.ts';
import { durationText, progressLine } from './progress.ts';
import { Tally } from './tally.ts';

const tally = new Tally();
for (const plan of plansOf(fakeHead({ faults: 3200 }))) {
	for (const record of fakeSeries(plan)) tally.add(record);
}

test('speed and time left are those of this session', () => {
	const pace = { planned: 12_500, before: 1200, elapsedMs: 40_000 };
	expect(progressLine(tally.all, pace, 200)).toMatch(
		/^3,200 of 12,500 faults · 50\/s · 3 min 6 s left · crashes 2\.\d % \(2\.\d–3\.\d\) · rec/,
	);
});

test('nothing is said of speed before the first series', () => {
	const line = progressLine(new Tally().all, { planned: 100, before: 0, elapsedMs: 9000 }, 200);
	expect(line).toBe('0 of 100 faults');
});

test.each([20, 40, 79, 120])('the line fits into %i columns', (columns) => {
	const pace = { planned: 12_500, before: 0, elapsedMs: 40_000 };
	expect(progressLine(tally.all, pace, columns).length).toBeLessThanOrEqual(columns);
});

test.each([
	[0.2, '1 s'],
	[59, '59 s'],
	[125, '2 min 5 s'],
	[11_520, '3 h 12 min'],
])('%f seconds read %s', (seconds, text) => {
	expect(durationText(seconds)).toBe(text);
});
