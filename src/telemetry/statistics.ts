/*
 * Figures over many measurements. Percentiles are exact, by nearest rank: the
 * smallest value that is not below the given share of all values, and so always one
 * that was measured (R. J. Hyndman and Y. Fan, "Sample quantiles in statistical
 * packages", 1996, definition 1). The median of an even number of values is the
 * lower of the two in the middle.
 */

export interface Summary {
	readonly count: number;
	readonly minimum: number;
	readonly median: number;
	readonly p99: number;
	readonly maximum: number;
}

/** Undefined when there are no values. Those have to be finite. */
export function summarize(values: readonly number[]): Summary | undefined {
	const sorted = values.toSorted((a, b) => a - b);
	const [minimum] = sorted;
	const maximum = sorted.at(-1);
	if (minimum === undefined || maximum === undefined) return undefined;
	return {
		count: sorted.length,
		minimum,
		median: nearestRank(sorted, 0.5) ?? minimum,
		p99: nearestRank(sorted, 0.99) ?? maximum,
		maximum,
	};
}

/** The value at a share above 0 and up to 1 of ascending values; undefined when there are none. */
export function nearestRank(sorted: readonly number[], share: number): number | undefined {
	return sorted[Math.ceil(share * sorted.length) - 1];
}
