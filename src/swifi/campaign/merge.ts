/**
 * Makes one campaign of its shards: checks that they belong together and that none is missing,
 * and puts their series into order. The result is what one run without shards would have written.
 */

import type { CampaignHead } from '../fault.ts';
import type { FinishedSeries } from './campaign_reader.ts';
import { CampaignFileError } from './errors.ts';
import { describeDifferences, headDifferences } from './head_line.ts';
import { seriesCount } from './plan.ts';

export interface NamedHead {
	/** Of the file. */
	readonly name: string;
	readonly head: CampaignHead;
}

/** One shard, series by series; rejects where its file is broken or ends too early. */
export interface Shard extends NamedHead {
	readonly nextSeries: () => Promise<FinishedSeries | undefined>;
}

/**
 * The head of the whole campaign. Throws CampaignFileError when the shards are of different
 * campaigns, when one is there twice, and when one is missing.
 */
export function mergedHead(shards: readonly NamedHead[]): CampaignHead {
	const [first] = shards;
	if (first === undefined) throw new CampaignFileError('there is no file to merge.');
	const places = new Map<number, string>();
	for (const { name, head } of shards) {
		const differences = headDifferences(first.head, head).filter(
			({ field, expected, found }) =>
				field !== 'shard' || JSON.parse(expected).of !== JSON.parse(found).of,
		);
		if (differences.length > 0) {
			throw new CampaignFileError(
				`${name} is of another campaign than ${first.name}: ` +
					`${describeDifferences(differences)}. Merge shards of one campaign.`,
			);
		}
		const { number, of } = head.shard;
		const other = places.get(number);
		if (other !== undefined) {
			throw new CampaignFileError(
				`${other} and ${name} are both shard ${number} of ${of}. Give each shard once.`,
			);
		}
		places.set(number, name);
	}
	const { of } = first.head.shard;
	const missing = Array.from({ length: of }, (_, index) => index + 1).filter(
		(number) => !places.has(number),
	);
	if (missing.length > 0) {
		const which = missing.map((number) => `${number}/${of}`).join(', ');
		throw new CampaignFileError(`these shards are missing: ${which}. Give all of them.`);
	}
	return { ...first.head, shard: { number: 1, of: 1 } };
}

/** All series in order, each file read only as far as needed. `shards` as `mergedHead` checked. */
export async function* mergedSeries(
	shards: readonly Shard[],
): AsyncGenerator<FinishedSeries, undefined> {
	const byPlace = shards.toSorted((a, b) => a.head.shard.number - b.head.shard.number);
	const [first] = byPlace;
	if (first === undefined) return;
	const count = seriesCount(first.head);
	for (let series = 0; series < count; series++) {
		const shard = byPlace[series % byPlace.length] ?? first;
		const finished = await shard.nextSeries();
		if (finished === undefined) {
			throw new CampaignFileError(
				`${shard.name} ends before series ${series} of ${count}. ` +
					'Run this shard again with the same options: it goes on where it ends.',
			);
		}
		yield finished;
	}
	// What follows would be too much: reading on finds that out.
	for (const shard of byPlace) await shard.nextSeries();
}
