/*
 * Finds the faults that are to be replayed in a campaign's file, series by series.
 */

import { SeededRandom } from '../machine/random.ts';
import type { FinishedSeries } from '../swifi/campaign/campaign_reader.ts';
import { type CampaignHead, type FaultRecord, isCrash } from '../swifi/fault.ts';
import { CliError } from './command.ts';
import type { Selection } from './replay_options.ts';
import { openFinishedCampaign } from './swifi_read.ts';

export interface SelectedSeries extends FinishedSeries {
	readonly head: CampaignHead;
	/** Some of `records`. */
	readonly selected: readonly FaultRecord[];
}

/** In the file's order. Rejects with CliError where an id is in no whole series of the file. */
export async function* selectSeries(
	path: string,
	selection: Selection,
): AsyncGenerator<SelectedSeries, undefined> {
	const isSelected = await chooser(path, selection);
	for await (const series of seriesOf(path)) {
		const selected = series.records.filter(isSelected);
		if (selected.length > 0) yield { ...series, selected };
	}
}

async function chooser(
	path: string,
	selection: Selection,
): Promise<(record: FaultRecord) => boolean> {
	if (selection.kind === 'all-crashes') return ({ outcome }) => isCrash(outcome);
	const ids =
		selection.kind === 'ids'
			? await existing(path, selection.ids)
			: await sampleCrashes(path, selection.size, selection.seed);
	return ({ id }) => ids.has(id);
}

async function existing(path: string, ids: readonly string[]): Promise<Set<string>> {
	const missing = new Set(ids);
	for await (const { records } of seriesOf(path)) {
		for (const { id } of records) missing.delete(id);
		if (missing.size === 0) return new Set(ids);
	}
	throw new CliError(
		`${path} has no fault "${[...missing].join('", "')}" in a whole series: expected ids of ` +
			'the file, such as 0.0.',
	);
}

/** Each crash as likely as the other; all of them when there are no more (reservoir sampling). */
async function sampleCrashes(path: string, size: number, seed: number): Promise<Set<string>> {
	const random = new SeededRandom(seed);
	const sample: string[] = [];
	let seen = 0;
	for await (const { records } of seriesOf(path)) {
		for (const { id, outcome } of records) {
			if (!isCrash(outcome)) continue;
			const at = seen < size ? seen : (random.nextInt32() >>> 0) % (seen + 1);
			if (at < size) sample[at] = id;
			seen++;
		}
	}
	return new Set(sample);
}

async function* seriesOf(
	path: string,
): AsyncGenerator<FinishedSeries & { readonly head: CampaignHead }, undefined> {
	const content = await openFinishedCampaign(path);
	try {
		for (;;) {
			const finished = await content.nextSeries();
			if (finished === undefined) return;
			yield { ...finished, head: content.head };
		}
	} finally {
		await content.close();
	}
}
