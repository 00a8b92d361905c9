import { expect, test } from 'vitest';
import type { FaultRecord } from '../fault.ts';
import { fakeHead, fakeSeries } from './fake_series.test-support.ts';
import { planOf } from './plan.ts';
import { NOTABLE_LIMIT, systemFailureCount, Tally } from './tally.ts';

const [benign] = fakeSeries(planOf(fakeHead(), 0)) as [FaultRecord];
const fault = (changes: Partial<FaultRecord>): FaultRecord => ({
	...benign,
	outcome: 'silent-benign',
	activated: false,
	recovered: null,
	...changes,
});

function tallyOf(...records: FaultRecord[]): Tally {
	const tally = new Tally();
	for (const record of records) tally.add(record);
	return tally;
}

test('faults are counted by outcome, and crashes are those that were detected', () => {
	const { all } = tallyOf(
		fault({ outcome: 'panic', recovered: true, activated: true }),
		fault({ outcome: 'complaint', recovered: false, activated: true, disturbed: ['inet'] }),
		fault({ outcome: 'silent-degraded', recovered: false, disturbed: [] }),
		fault({}),
	);
	expect(all).toMatchObject({ faults: 4, activated: 2, crashes: 2, recovered: 1, disturbed: 1 });
	expect(all.outcomes).toMatchObject({ panic: 1, complaint: 1, 'silent-degraded': 1, exit: 0 });
});

test('a system that went down with the driver is no recovered crash', () => {
	const { all } = tallyOf(
		fault({ outcome: 'os-crash', recovered: false }),
		fault({ outcome: 'hang' }),
	);
	expect(all).toMatchObject({ crashes: 0, recovered: 0 });
	expect(systemFailureCount(all)).toBe(2);
});

test('types and drivers are counted apart', () => {
	const tally = tallyOf(
		fault({ type: 'nop', driver: 'chr.tty' }),
		fault({ type: 'nop' }),
		fault({ type: 'text' }),
	);
	expect(tally.ofType('nop').faults).toBe(2);
	expect(tally.ofDriver('chr.tty').faults).toBe(1);
	expect(tally.ofDriver('chr.audio').faults).toBe(0);
});

test('times of recoveries are summed up, those of crashes alone', () => {
	const crash = (recoveredUs: number) =>
		fault({ outcome: 'exit', recovered: true, times: { recoveredUs } });
	const tally = tallyOf(crash(2000), crash(6000), fault({ times: { recoveredUs: 9 } }));
	expect(tally.all.recoveries).toEqual({ count: 2, sumUs: 8000, maxUs: 6000 });
});

test('what has to be looked into is kept, and no more of it than there is room for', () => {
	const tally = tallyOf(fault({}), fault({ outcome: 'panic', recovered: true }));
	expect(tally.notable).toEqual({ count: 0, first: [] });
	for (let index = 0; index < 25; index++) {
		tally.add(fault({ id: `0.${index}`, outcome: 'exit', recovered: false, detail: 'why' }));
	}
	expect(tally.notable.count).toBe(25);
	expect(tally.notable.first).toHaveLength(NOTABLE_LIMIT);
	expect(tally.notable.first[1]).toEqual({
		...{ id: '0.1', driver: 'eth.dp8390', outcome: 'exit', detail: 'why' },
	});
});
