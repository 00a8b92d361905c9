/*
 * The crash windows behind the throughput curve: from each defect of a card's driver
 * to its recovery, on the machine's clock. Pure.
 */
import type { Incident, Incidents } from '../telemetry/incidents.ts';
import type { TimeWindow } from './throughput.ts';

export interface Interruption {
	/** The incident's. */
	readonly number: number;
	readonly fromUs: number;
	/** Undefined as long as it is not over, which it never is when the driver was given up. */
	readonly toUs: number | undefined;
}

/** Those of the incidents of one label that have a part in the window, in order of time. */
export function interruptionsOf(
	incidents: Incidents,
	label: string,
	/** What to add to an incident's times to have the window's. */
	leadUs: number,
	window: TimeWindow,
): readonly Interruption[] {
	return incidents
		.filter((incident) => incident.label === label)
		.map((incident) => {
			const endUs = endOf(incident, incidents);
			return {
				number: incident.number,
				fromUs: incident.phases.defectUs + leadUs,
				toUs: endUs === undefined ? undefined : endUs + leadUs,
			};
		})
		.filter(({ fromUs, toUs }) => fromUs < window.toUs && (toUs ?? Infinity) > window.fromUs);
}

/**
 * The first completed request; where nothing waited for one, the moment when all clients had
 * the fresh instance. A defect that another one overtook lasts until that.
 */
function endOf(incident: Incident, incidents: Incidents): number | undefined {
	const { phases, supersededBy } = incident;
	if (supersededBy !== undefined) {
		return incidents.find(({ number }) => number === supersededBy)?.phases.defectUs;
	}
	return phases.recoveredUs ?? phases.reintegrate.at(-1)?.atUs;
}
