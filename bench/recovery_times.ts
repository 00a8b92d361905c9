/* How long recoveries took, for the benchmarks' tables. */
import type { Incidents } from '../src/telemetry/incidents.ts';
import { nearestRank } from '../src/telemetry/statistics.ts';

const US_PER_MS = 1e3;

/** From defects to the first request that the fresh instance served: ms of guest time. */
export interface Recovery {
	readonly meanMs: number;
	readonly p99Ms: number;
}

/** Undefined when none came to its end. */
export function recoveryOf(incidents: Incidents): Recovery | undefined {
	const times = incidents
		.flatMap(({ phases }) =>
			phases.recoveredUs === undefined ? [] : [phases.recoveredUs - phases.defectUs],
		)
		.sort((a, b) => a - b);
	const p99 = nearestRank(times, 0.99);
	if (p99 === undefined) return undefined;
	const sum = times.reduce((total, time) => total + time, 0);
	return { meanMs: sum / times.length / US_PER_MS, p99Ms: p99 / US_PER_MS };
}

/** The two times as cells of a table. */
export function recoveryCells(recovery: Recovery | undefined): string[] {
	if (!recovery) return ['-', '-'];
	return [recovery.meanMs.toFixed(1), recovery.p99Ms.toFixed(1)];
}
