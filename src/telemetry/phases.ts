/*
 * How long the phases of a repair took. A phase is named after the event that ends it
 * and begins at the one before, so that the phases that are known follow each other
 * without a gap from the defect to the last of them. The repair is over when its
 * clients use the fresh instance; how soon somebody then makes a request that can be
 * completed is up to them, and counted apart.
 */
import type { Incident } from './incidents.ts';

export type PhaseName = 'policy' | 'restart' | 'publish' | 'reintegrate' | 'giveup';

export interface Phase {
	readonly name: PhaseName;
	readonly fromUs: number;
	readonly toUs: number;
}

/** In order of time. Empty when nothing has followed the defect yet. */
export function phasesOf({ phases }: Incident): readonly Phase[] {
	const { recoveredUs, reintegrate } = phases;
	// Who reintegrates after the first completed request did not hold that up.
	const reintegrateUs = reintegrate.findLast(
		({ atUs }) => recoveredUs === undefined || atUs <= recoveredUs,
	)?.atUs;
	const ends: readonly [PhaseName, number | undefined][] = [
		['policy', phases.policyBeginUs],
		['restart', phases.restartUs],
		['publish', phases.publishUs],
		['reintegrate', reintegrateUs],
		['giveup', phases.giveupUs],
	];
	const reached = ends
		.flatMap(([name, toUs]) => (toUs === undefined ? [] : [{ name, toUs }]))
		// A quick client may have reintegrated before RS could say that it had published.
		.toSorted((a, b) => a.toUs - b.toUs);
	let fromUs = phases.defectUs;
	return reached.map(({ name, toUs }) => {
		const phase = { name, fromUs, toUs };
		fromUs = toUs;
		return phase;
	});
}

/** From the defect to the end of the last phase that is known, in µs. */
export function repairUs(incident: Incident): number {
	return repairedAtUs(incident) - incident.phases.defectUs;
}

/** From there until a request was completed, in µs; undefined if none was. */
export function firstRequestUs(incident: Incident): number | undefined {
	const { recoveredUs } = incident.phases;
	return recoveredUs === undefined
		? undefined
		: Math.max(0, recoveredUs - repairedAtUs(incident));
}

function repairedAtUs(incident: Incident): number {
	return phasesOf(incident).at(-1)?.toUs ?? incident.phases.defectUs;
}

/** From the defect until the fresh instance was published, in µs; undefined if it was not. */
export function defectToPublishUs({ phases }: Incident): number | undefined {
	return phases.publishUs === undefined ? undefined : phases.publishUs - phases.defectUs;
}
