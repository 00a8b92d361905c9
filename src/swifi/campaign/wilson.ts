/**
 * How sure a share is (E. B. Wilson, "Probable inference, the law of succession, and statistical
 * inference", 1927). Unlike the usual approximation it stays within 0 and 1 and says something
 * where nothing, or everything, happened: the cases that campaigns are about.
 */

export interface Interval {
	readonly lower: number;
	readonly upper: number;
}

/** The two-sided 95 % quantile of the normal distribution. */
const Z = 1.959963984540054;

/** The 95 % interval of a share, from 0 to 1; undefined where there were no trials. */
export function wilsonInterval(successes: number, trials: number): Interval | undefined {
	if (trials === 0) return undefined;
	const share = successes / trials;
	const z2 = Z * Z;
	const centre = share + z2 / (2 * trials);
	const half = Z * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials));
	const scale = 1 + z2 / trials;
	return {
		// Exact at the ends, where the rounding of the difference would show.
		lower: successes === 0 ? 0 : (centre - half) / scale,
		upper: successes === trials ? 1 : (centre + half) / scale,
	};
}
