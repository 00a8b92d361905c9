/**
 * What a campaign consists of: its head alone decides all series, their numbers and their seeds.
 *
 * Series are numbered from 0 over the whole campaign, driver after driver, each driver's as many
 * as its faults need. A seed follows from the campaign's seed, the driver and the series' number
 * among that driver's, so that a driver has the same faults alone and among others. A shard has
 * the series whose number is congruent to its own, modulo the number of shards.
 */

import { type CampaignHead, type CampaignMode, SERIES_FAULTS, type SeriesPlan } from '../fault.ts';

/** More would be shards of less than a series each, for all campaigns that end. */
export const SHARDS_MAX = 10_000;

/** How many faults a series has that is not its driver's last. */
export function faultsPerSeries(mode: CampaignMode): number {
	return mode === 'sequential' ? SERIES_FAULTS : 1;
}

function seriesPerDriver({ faults, mode }: CampaignHead): number {
	return Math.ceil(faults / faultsPerSeries(mode));
}

/** Of the whole campaign, whichever shard the head is of. */
export function seriesCount(head: CampaignHead): number {
	return head.drivers.length * seriesPerDriver(head);
}

/** The plan of a series, from 0 to below `seriesCount`. Throws RangeError for others. */
export function planOf(head: CampaignHead, series: number): SeriesPlan {
	const perDriver = seriesPerDriver(head);
	const driver = head.drivers[Math.floor(series / perDriver)];
	if (driver === undefined) {
		throw new RangeError(
			`There is no series ${series}: expected 0 to ${seriesCount(head) - 1}.`,
		);
	}
	const ofDriver = series % perDriver;
	const size = faultsPerSeries(head.mode);
	return {
		driver,
		series,
		seed: seriesSeed(head.seed, driver, ofDriver),
		faults: Math.min(size, head.faults - ofDriver * size),
		types: head.types,
	};
}

/** The plans of the head's shard, in ascending order, from series `from` of it on. */
export function* plansOf(
	head: CampaignHead,
	from = firstSeries(head),
): Generator<SeriesPlan, undefined> {
	const end = seriesCount(head);
	for (let series = from; series < end; series += head.shard.of) yield planOf(head, series);
}

export function firstSeries(head: CampaignHead): number {
	return head.shard.number - 1;
}

/** How many series the head's shard has. */
export function shardSeries(head: CampaignHead): number {
	return Math.max(0, Math.ceil((seriesCount(head) - firstSeries(head)) / head.shard.of));
}

/** How many faults the head's shard has. */
export function shardFaults(head: CampaignHead): number {
	const perDriver = seriesPerDriver(head);
	const { number, of } = head.shard;
	const full = shardSeries(head) * faultsPerSeries(head.mode);
	// Only the last series of a driver may be shorter than the others.
	const missing = perDriver * faultsPerSeries(head.mode) - head.faults;
	const short = head.drivers.filter((_, index) => {
		const last = (index + 1) * perDriver - 1;
		return last % of === number - 1;
	});
	return full - short.length * missing;
}

// FNV-1a, 32 bits (G. Fowler, L. C. Noll, K.-P. Vo).
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
/** Odd, so that multiples of it up to 2^32 are distinct modulo 2^32. */
const STEP = 0x9e3779b1;

/**
 * An unsigned 32-bit seed. Every step after the hash of the names can be undone, so that no two
 * series of a driver have the same seed.
 */
export function seriesSeed(campaignSeed: number, driver: string, ofDriver: number): number {
	let hash = FNV_OFFSET;
	for (const byte of new TextEncoder().encode(`${campaignSeed} ${driver}`)) {
		hash = Math.imul(hash ^ byte, FNV_PRIME);
	}
	return finish((hash + Math.imul(ofDriver, STEP)) | 0);
}

/** The finaliser of MurmurHash3 (A. Appleby): each input bit reaches all output bits. */
function finish(value: number): number {
	let mixed = value;
	mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
	mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
	return (mixed ^ (mixed >>> 16)) >>> 0;
}
