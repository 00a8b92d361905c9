/*
 * What the throughput curve shows, as a table: a row for each second of guest time,
 * newest first on the page and oldest first in the file. Pure.
 */
import type { Interruption } from './interruptions.ts';
import type { Bins } from './network_model.ts';
import { curveOf, type TimeWindow } from './throughput.ts';

export interface RateRow {
	/** The second that begins at this guest time, in s. */
	readonly atS: number;
	/** Bytes in that second. */
	readonly toGuest: number;
	readonly fromGuest: number;
	/** Numbers of the incidents that fell into it. */
	readonly incidents: readonly number[];
}

const rowUs = 1e6;

export function rateRows(
	bins: Bins,
	window: TimeWindow,
	interruptions: readonly Interruption[],
): readonly RateRow[] {
	const [times, toGuest, fromGuest] = curveOf(bins, window, rowUs);
	return times.map((middleS, index) => {
		const atS = Math.floor(middleS);
		const isHere = ({ fromUs }: Interruption) => Math.floor(fromUs / rowUs) === atS;
		return {
			atS,
			toGuest: toGuest[index] ?? 0,
			fromGuest: fromGuest[index] ?? 0,
			incidents: interruptions.filter(isHere).map(({ number }) => number),
		};
	});
}

/** RFC 4180, with a head. */
export function toCsv(rows: readonly RateRow[]): string {
	const lines = rows.map(({ atS, toGuest, fromGuest, incidents }) =>
		[atS, Math.round(toGuest), Math.round(fromGuest), incidents.join(' ')].join(','),
	);
	return ['guest_s,to_guest_bytes,from_guest_bytes,incidents', ...lines, ''].join('\r\n');
}
