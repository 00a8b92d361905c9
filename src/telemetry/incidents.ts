/*
 * Incidents: one defect up to its end, put together from the event stream. Pure:
 * the incidents after an event follow from those before it.
 *
 * RS' events name their incident by number. `reintegrate` and `recovered` come from
 * the component's clients, which know of no incident: they belong to the latest one
 * whose fresh instance has that label and endpoint. An event that fits none, repeats
 * a phase or would put the phases out of order changes nothing, so that a stream
 * with holes gives incidents with holes and never wrong ones.
 */
import type { DefectClass, EventOf, GuestEvent } from './event_schema.ts';

/**
 * - `open`: there is no fresh instance yet.
 * - `published`: it is up, and nobody has said so far that they use it.
 * - `restored`: somebody uses it.
 * - `recovered`: it has completed a request.
 * - `given-up`: the component stays down.
 * - `superseded`: it failed again before the fresh instance was published.
 */
export type IncidentState =
	| 'open'
	| 'published'
	| 'restored'
	| 'recovered'
	| 'given-up'
	| 'superseded';

/** Guest time of each phase in µs since power-on; absent until it is reached. */
export interface IncidentPhases {
	readonly defectUs: number;
	/** The policy script runs; a built-in policy has none. */
	readonly policyBeginUs?: number;
	/** It may go on when the component is back already. */
	readonly policyEndUs?: number;
	/** The process was made that then came up, or the last one that was tried. */
	readonly restartUs?: number;
	/** It is up, and the data store was told. */
	readonly publishUs?: number;
	/** Who uses the fresh instance and since when, in that order. */
	readonly reintegrate: readonly { readonly by: string; readonly atUs: number }[];
	/** The first request through it was completed. */
	readonly recoveredUs?: number;
	readonly giveupUs?: number;
}

export interface Incident {
	/** From 1 on, counted by RS since the guest's boot. */
	readonly number: number;
	readonly label: string;
	readonly class: DefectClass;
	readonly detail: string;
	/** How often the component had failed by then. */
	readonly count: number;
	readonly repetition: number;
	/** The instance that failed. */
	readonly endpoint: number;
	/** The one that followed. */
	readonly newEndpoint?: number;
	/** How many processes were made for it. */
	readonly attempts: number;
	readonly script?: string;
	readonly scriptStatus?: number;
	/** Whose request was completed first. */
	readonly recoveredBy?: string;
	/** Why it was given up. */
	readonly giveupDetail?: string;
	readonly phases: IncidentPhases;
	readonly state: IncidentState;
	/** The component's next incident, of one that is superseded. */
	readonly supersededBy?: number;
}

/** By number. */
export type Incidents = readonly Incident[];

export const noIncidents: Incidents = [];

/** The incidents after the event; the very same value if it changes none. */
export function incidentsAfter(incidents: Incidents, event: GuestEvent): Incidents {
	switch (event.ev) {
		case 'boot':
			// RS counts from 1 again.
			return noIncidents;
		case 'defect':
			return afterDefect(incidents, event);
		case 'policy':
			return change(incidents, numbered(event), (incident) => afterPolicy(incident, event));
		case 'restart':
			return change(incidents, numbered(event), (incident) => afterRestart(incident, event));
		case 'publish':
			return change(incidents, numbered(event), (incident) => afterPublish(incident, event));
		case 'giveup':
			return change(incidents, numbered(event), (incident) => afterGiveup(incident, event));
		case 'reintegrate':
			return change(incidents, ofInstance(event), (incident) =>
				afterReintegrate(incident, event),
			);
		case 'recovered':
			return change(incidents, ofInstance(event), (incident) =>
				afterRecovered(incident, event),
			);
		default:
			return incidents;
	}
}

type Choice = (incident: Incident) => boolean;

/** The incident that RS names; where it names none, whichever of the label is open. */
function numbered({ label, incident }: { label: string; incident?: number }): Choice {
	return (candidate) =>
		candidate.label === label &&
		(incident === undefined ? candidate.state === 'open' : candidate.number === incident);
}

function ofInstance({ label, endpoint }: { label: string; endpoint: number }): Choice {
	return (candidate) => candidate.label === label && candidate.newEndpoint === endpoint;
}

/** Puts the latest incident that is chosen through `next`, which answers undefined for "as it is". */
function change(
	incidents: Incidents,
	isChosen: Choice,
	next: (incident: Incident) => Incident | undefined,
): Incidents {
	const index = incidents.findLastIndex(isChosen);
	const incident = incidents[index];
	const changed = incident && next(incident);
	return changed ? incidents.with(index, changed) : incidents;
}

function afterDefect(incidents: Incidents, event: EventOf<'defect'>): Incidents {
	const { label, class: defectClass, detail, count, repetition, endpoint } = event;
	const number = event.incident;
	// 0: nobody restarts the component, so that its end is no incident.
	if (number === 0) return incidents;
	if (incidents.some((incident) => incident.number === number)) return incidents;
	const fresh: Incident = {
		...{ number, label, class: defectClass, detail, count, repetition, endpoint },
		attempts: 0,
		phases: { defectUs: event.t_us, reintegrate: [] },
		state: 'open',
	};
	// The line may have been overtaken by that of a later defect.
	const later = incidents.find((other) => other.label === label && other.number > number);
	const earlier = incidents.map((other) =>
		other.label === label && other.number < number && other.state === 'open'
			? superseded(other, number)
			: other,
	);
	const index = incidents.findLastIndex((other) => other.number < number) + 1;
	return earlier.toSpliced(index, 0, later ? superseded(fresh, later.number) : fresh);
}

function superseded(incident: Incident, supersededBy: number): Incident {
	return { ...incident, state: 'superseded', supersededBy };
}

function afterPolicy(incident: Incident, event: EventOf<'policy'>): Incident | undefined {
	const { phases } = incident;
	const { t_us: atUs, script, status } = event;
	const known = {
		...incident,
		...(script === undefined ? {} : { script }),
		...(status === undefined ? {} : { scriptStatus: status }),
	};
	if (event.phase === 'begin') {
		const isNew = phases.policyBeginUs === undefined && phases.policyEndUs === undefined;
		if (!isNew || !follows(atUs, phases.defectUs)) return undefined;
		if (!follows(phases.restartUs ?? phases.publishUs ?? atUs, atUs)) return undefined;
		return { ...known, phases: { ...phases, policyBeginUs: atUs } };
	}
	if (phases.policyEndUs !== undefined) return undefined;
	if (!follows(atUs, phases.defectUs, phases.policyBeginUs)) return undefined;
	return { ...known, phases: { ...phases, policyEndUs: atUs } };
}

function afterRestart(incident: Incident, event: EventOf<'restart'>): Incident | undefined {
	const { phases, state, attempts } = incident;
	const { t_us: atUs, endpoint } = event;
	if (state !== 'open' || phases.publishUs !== undefined) return undefined;
	if (!follows(atUs, phases.defectUs, phases.policyBeginUs, phases.restartUs)) return undefined;
	return {
		...incident,
		newEndpoint: endpoint,
		attempts: attempts + 1,
		phases: { ...phases, restartUs: atUs },
	};
}

function afterPublish(incident: Incident, event: EventOf<'publish'>): Incident | undefined {
	const { phases, state } = incident;
	const { t_us: atUs, endpoint } = event;
	if (isLost(state) || phases.publishUs !== undefined) return undefined;
	if (!follows(atUs, phases.defectUs, phases.policyBeginUs, phases.restartUs)) return undefined;
	// A quick client may say before RS does that it uses that instance.
	if (state !== 'open' && endpoint !== incident.newEndpoint) return undefined;
	return {
		...incident,
		newEndpoint: endpoint,
		phases: { ...phases, publishUs: atUs },
		state: state === 'open' ? 'published' : state,
	};
}

function afterReintegrate(incident: Incident, event: EventOf<'reintegrate'>): Incident | undefined {
	const { phases, state } = incident;
	const { t_us: atUs, src: by } = event;
	if (isLost(state) || phases.reintegrate.some((client) => client.by === by)) return undefined;
	const last = phases.reintegrate.at(-1)?.atUs;
	if (!follows(atUs, phases.defectUs, phases.restartUs, last)) return undefined;
	return {
		...incident,
		phases: { ...phases, reintegrate: [...phases.reintegrate, { by, atUs }] },
		state: state === 'recovered' ? state : 'restored',
	};
}

function afterRecovered(incident: Incident, event: EventOf<'recovered'>): Incident | undefined {
	const { phases, state } = incident;
	const { t_us: atUs } = event;
	if (isLost(state) || phases.recoveredUs !== undefined) return undefined;
	const first = phases.reintegrate[0]?.atUs;
	if (!follows(atUs, phases.defectUs, phases.restartUs, first)) return undefined;
	return {
		...incident,
		recoveredBy: event.src,
		phases: { ...phases, recoveredUs: atUs },
		state: 'recovered',
	};
}

function afterGiveup(incident: Incident, event: EventOf<'giveup'>): Incident | undefined {
	const { phases, state } = incident;
	const { t_us: atUs, detail } = event;
	if (state !== 'open' || !follows(atUs, phases.defectUs, phases.restartUs)) return undefined;
	return {
		...incident,
		giveupDetail: detail,
		phases: { ...phases, giveupUs: atUs },
		state: 'given-up',
	};
}

function isLost(state: IncidentState): boolean {
	return state === 'given-up' || state === 'superseded';
}

function follows(atUs: number, ...earlier: readonly (number | undefined)[]): boolean {
	return earlier.every((time) => time === undefined || time <= atUs);
}
