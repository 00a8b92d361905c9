import { expect, test } from 'vitest';
import { fakeHead, fakeSeries } from './campaign/fake_series.test-support.ts';
import { planOf } from './campaign/plan.ts';
import type { FaultRecord, Mutation } from './fault.ts';
import { minimizeFaults, TRIALS_MAX } from './minimize.ts';
import { minimizeList } from './minimize_list.ts';

const plan = planOf(fakeHead({ faults: 40 }), 0);

/** A series whose faults are told apart by their addresses, and nothing happens but as given. */
function series(changes: Readonly<Record<number, Partial<FaultRecord>>>): FaultRecord[] {
	return fakeSeries(plan).map(({ suspects, disturbed, times, ...record }, index) => ({
		...record,
		address: 1000 + index,
		outcome: 'silent-benign',
		recovered: null,
		...changes[index],
	}));
}

const crashed = { outcome: 'exception', recovered: true } as const;

/** A guest whose driver fails once all of these faults are in it, and then begins anew. */
function fakeRunner(needed: readonly number[]) {
	const trials: number[][] = [];
	return {
		trials,
		async run(_plan: unknown, given: readonly Mutation[] = []): Promise<FaultRecord[]> {
			const indexes = given.map(({ address }) => address - 1000);
			trials.push(indexes);
			const planted = new Set<number>();
			const [template] = series({});
			if (!template) throw new Error('The series is empty.');
			return indexes.map((index) => {
				planted.add(index);
				const fails = needed.every((each) => planted.has(each));
				if (fails) planted.clear();
				return { ...template, index, ...(fails ? crashed : {}) };
			});
		},
	};
}

const indexesOf = (faults: readonly FaultRecord[]) => faults.map(({ index }) => index);

test('a fault that suffices alone is found in one trial', async () => {
	const runner = fakeRunner([30]);
	const found = await minimizeFaults(runner, plan, series({ 30: crashed }), 30);
	expect(indexesOf(found.faults)).toEqual([30]);
	expect(found).toMatchObject({ isMinimal: true, trials: 1, failure: { outcome: 'exception' } });
});

test('faults that fail only together are found among all that had accumulated', async () => {
	const runner = fakeRunner([11, 17, 30]);
	const records = series({ 9: crashed, 30: crashed });
	const found = await minimizeFaults(runner, plan, records, 30);
	expect(indexesOf(found.faults)).toEqual([11, 17, 30]);
	expect(found.isMinimal).toBe(true);
	expect(found.trials).toBe(runner.trials.length);
	expect(found.trials).toBeLessThan(30);
});

test('the faults that had been executed are tried before the others of the instance', async () => {
	const runner = fakeRunner([12, 30]);
	const records = series({ 30: { ...crashed, suspects: [12, 25, 30] } });
	const found = await minimizeFaults(runner, plan, records, 30);
	expect(runner.trials.slice(0, 2)).toEqual([[30], [12, 25, 30]]);
	expect(indexesOf(found.faults)).toEqual([12, 30]);
});

test('faults before an earlier failure are taken when those of the instance do not suffice', async () => {
	const runner = fakeRunner([3, 30]);
	const found = await minimizeFaults(runner, plan, series({ 9: crashed, 30: crashed }), 30);
	expect(indexesOf(found.faults)).toEqual([3, 30]);
});

test('another outcome than the recorded one does not count', async () => {
	const runner = fakeRunner([30]);
	const records = series({ 30: { outcome: 'heartbeat', recovered: true } });
	const found = await minimizeFaults(runner, plan, records, 30);
	expect(found).toMatchObject({ faults: [], failure: undefined, isMinimal: false });
});

test('there is nothing to minimize where nothing failed', async () => {
	const search = minimizeFaults(fakeRunner([]), plan, series({}), 5);
	await expect(search).rejects.toThrow('Nothing failed at fault 0.5');
});

test('1,000 random needs among up to 60 items: what is left is needed, and nothing else', async () => {
	for (let seed = 0; seed < 1000; seed++) {
		const items = Array.from({ length: 1 + (seed % 60) }, (_, index) => index);
		const isNeeded = (item: number) => (item * 7 + seed * 13) % 11 === 0;
		const needed = items.filter(isNeeded);
		const does = async (rest: readonly number[]) =>
			needed.every((item) => rest.includes(item)) ? rest : undefined;
		const { items: least, isMinimal } = await minimizeList(items, does, 10_000);
		expect(isMinimal).toBe(true);
		// One item is left where even none would do.
		if (needed.length > 0) expect(least).toEqual(needed);
		else expect(least).toHaveLength(1);
	}
});

test('the search ends when its trials are used up, with the shortest list so far', async () => {
	const items = Array.from({ length: 1000 }, (_, index) => index);
	let trials = 0;
	const needsEven = async (rest: readonly number[]) => {
		trials++;
		return rest.filter((item) => item % 2 === 0).length === 500 ? rest : undefined;
	};
	const { items: least, isMinimal } = await minimizeList(items, needsEven, TRIALS_MAX);
	expect(trials).toBe(TRIALS_MAX);
	expect(isMinimal).toBe(false);
	expect(least.filter((item) => item % 2 === 0)).toHaveLength(500);
});
