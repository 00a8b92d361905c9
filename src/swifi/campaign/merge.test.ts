import { expect, test } from 'vitest';
import type { CampaignHead } from '../fault.ts';
import type { FinishedSeries } from './campaign_reader.ts';
import { fakeHead, fakeSeries } from './fake_series.test-support.ts';
import { mergedHead, mergedSeries, type Shard } from './merge.ts';
import { plansOf } from './plan.ts';

const whole = fakeHead({ drivers: ['eth.dp8390', 'chr.tty'], faults: 500 });

function shard(number: number, of: number, changes: Partial<CampaignHead> = {}) {
	const head = { ...whole, ...changes, shard: { number, of } };
	const plans = plansOf(head);
	return {
		name: `part${number}`,
		head,
		nextSeries: async () => {
			const plan = plans.next().value;
			return plan && { plan, records: fakeSeries(plan) };
		},
	};
}

async function all(shards: readonly Shard[]): Promise<FinishedSeries[]> {
	const series = [];
	for await (const finished of mergedSeries(shards)) series.push(finished);
	return series;
}

test('shards in any order make the campaign that one run makes', async () => {
	const shards = [shard(2, 3), shard(3, 3), shard(1, 3)];
	expect(mergedHead(shards)).toEqual(whole);
	const series = await all(shards);
	expect(series.map(({ plan }) => plan)).toEqual([...plansOf(whole)]);
});

test.each([
	['of different seeds', [shard(1, 2), shard(2, 2, { seed: 9 })], 'seed: expected 1, found 9'],
	[
		'cut differently',
		[shard(1, 2), shard(2, 3)],
		'part2 is of another campaign than part1: shard',
	],
	['of which one is there twice', [shard(1, 2), shard(1, 2)], 'part1 and part1 are both shard 1'],
	['of which some are missing', [shard(2, 4)], 'these shards are missing: 1/4, 3/4, 4/4'],
	['of which there are none', [], 'there is no file to merge'],
])('shards %s are refused', (_, shards, message) => {
	expect(() => mergedHead(shards)).toThrow(message);
});

test('a shard that ends too early is named', async () => {
	const short = { ...shard(2, 2), nextSeries: async () => undefined };
	const merging = all([shard(1, 2), short]);
	await expect(merging).rejects.toThrow('part2 ends before series 1 of 10.');
});
