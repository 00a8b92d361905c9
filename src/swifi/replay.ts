/**
 * Replay: runs recorded faults again and says in what they went otherwise.
 *
 * Seed and build decide a series alone, so a record is all that is needed: the head and the
 * series' number give the plan, and the plan the faults. The whole series is run again, also what
 * comes behind the fault in question, because a fault may be executed for the first time long
 * after its own window. So every field of a record is compared, to the last digit of its times.
 */

import { planOf } from './campaign/plan.ts';
import { encodeRecord } from './campaign/record_line.ts';
import type { CampaignHead, FaultRecord, Mutation, SeriesPlan } from './fault.ts';

/** Told of each fault of a series while it runs. */
export interface SeriesObserver {
	/** It was planted; the guest goes on after this. */
	planted?(index: number): void;
	/** Its outcome is known. */
	ended?(index: number): void;
}

/** As in `GuestSeriesRunner`. */
export interface ReplayRunner {
	run(
		plan: SeriesPlan,
		given?: readonly Mutation[],
		observer?: SeriesObserver,
	): Promise<readonly FaultRecord[]>;
}

export interface RecordDifference {
	readonly field: string;
	/** Both as JSON; `nothing` where one has no such field. */
	readonly expected: string;
	readonly found: string;
}

/** A fault that was run again. */
export interface Replayed {
	readonly recorded: FaultRecord;
	readonly found: FaultRecord;
	/** In the order of the fields; none when both went the same way. */
	readonly differences: readonly RecordDifference[];
}

/** In the order of the fields; none for records whose lines are equal. */
export function recordDifferences(expected: FaultRecord, found: FaultRecord): RecordDifference[] {
	// Through the lines, so that the order of what has no order makes no difference.
	const [one, other]: Record<string, unknown>[] = [expected, found].map((record) =>
		JSON.parse(encodeRecord(record)),
	);
	const fields = new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})]);
	return [...fields].flatMap((field) => {
		const wanted = JSON.stringify(one?.[field]) ?? 'nothing';
		const had = JSON.stringify(other?.[field]) ?? 'nothing';
		return wanted === had ? [] : [{ field, expected: wanted, found: had }];
	});
}

/**
 * Runs a series of a campaign again and compares the given records of it. The runner has to be of
 * the campaign's build and conditions, for the series' driver (campaign/conditions.ts). What the
 * observer throws ends the run.
 */
export async function replaySeries(
	runner: ReplayRunner,
	head: CampaignHead,
	recorded: readonly FaultRecord[],
	observer?: SeriesObserver,
): Promise<Replayed[]> {
	const [first] = recorded;
	if (!first) return [];
	const stranger = recorded.find(({ series }) => series !== first.series);
	if (stranger) {
		throw new RangeError(
			`Fault ${stranger.id} is of another series: expected all of series ${first.series}.`,
		);
	}
	const again = await runner.run(planOf(head, first.series), undefined, observer);
	return recorded.map((record) => {
		const found = again[record.index];
		if (!found) {
			throw new RangeError(
				`Series ${record.series} has ${again.length} faults: there is no ${record.id}.`,
			);
		}
		return { recorded: record, found, differences: recordDifferences(record, found) };
	});
}

/** The change that a record tells of. */
export function mutationOf({ type, address, old, new: changed }: FaultRecord): Mutation {
	return { type, address, oldBytes: bytesOf(old), newBytes: bytesOf(changed) };
}

function bytesOf(hex: string): Uint8Array {
	return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
