import { expect, test } from 'vitest';
import { fakeHead, fakeSeries } from './campaign/fake_series.test-support.ts';
import { planOf } from './campaign/plan.ts';
import type { FaultRecord, SeriesPlan } from './fault.ts';
import { mutationOf, recordDifferences, replaySeries } from './replay.ts';

const head = fakeHead({ faults: 150 });
const runner = { run: async (plan: SeriesPlan) => fakeSeries(plan) };
const recorded = fakeSeries(planOf(head, 1));

test('a series that goes as recorded has no differences', async () => {
	const replayed = await replaySeries(runner, head, recorded);
	expect(replayed).toHaveLength(50);
	expect(replayed.flatMap(({ differences }) => differences)).toEqual([]);
});

test('each field that differs is told with what was expected and what was found', async () => {
	const [record] = recorded.slice(7);
	if (!record) throw new Error('The series is too short.');
	const { activated_us, suspects, times, ...rest } = record;
	const changed: FaultRecord = { ...rest, outcome: 'heartbeat', activated: true, suspects: [3] };
	const [replayed] = await replaySeries({ run: async () => recorded.with(7, changed) }, head, [
		{ ...rest, outcome: 'exception', activated: true, activated_us: 5.25 },
	]);
	expect(replayed?.differences).toEqual([
		{ field: 'outcome', expected: '"exception"', found: '"heartbeat"' },
		{ field: 'activated_us', expected: '5.25', found: 'nothing' },
		{ field: 'suspects', expected: 'nothing', found: '[3]' },
	]);
});

test('the order of what has no order makes no difference', () => {
	const [record] = recorded;
	if (!record) throw new Error('The series is empty.');
	const { id, ...rest } = record;
	expect(recordDifferences(record, { ...rest, id })).toEqual([]);
});

test('faults of two series are refused', async () => {
	const mixed = [...recorded.slice(0, 1), ...fakeSeries(planOf(head, 0)).slice(0, 1)];
	await expect(replaySeries(runner, head, mixed)).rejects.toThrow(
		'Fault 0.0 is of another series: expected all of series 1',
	);
});

test('a record gives its mutation back', () => {
	const [record] = recorded;
	if (!record) throw new Error('The series is empty.');
	expect(
		mutationOf({ ...record, type: 'text', address: 4096, old: '8b00ff', new: '8b01fe' }),
	).toEqual({
		type: 'text',
		address: 4096,
		oldBytes: Uint8Array.of(0x8b, 0x00, 0xff),
		newBytes: Uint8Array.of(0x8b, 0x01, 0xfe),
	});
});
