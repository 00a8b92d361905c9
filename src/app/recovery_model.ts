/*
 * What the page knows of the guest's components and incidents, and the sentences
 * that follow from it. Pure.
 */
import { channelNews } from '../channel/protocol.ts';
import {
	type Component,
	type Components,
	componentsAfter,
	noComponents,
} from '../telemetry/components.ts';
import type { GuestEvent } from '../telemetry/event_schema.ts';
import {
	type Incident,
	type Incidents,
	incidentsAfter,
	noIncidents,
} from '../telemetry/incidents.ts';
import { repairUs } from '../telemetry/phases.ts';
import { formatDuration } from './format.ts';
import type { PageModel } from './model.ts';

export interface RecoveryModel {
	readonly components: Components;
	/** By number; the oldest are dropped. */
	readonly incidents: Incidents;
	/** The guest's end of the control channel answers. */
	readonly takesKills: boolean;
}

export const nothingHeard: RecoveryModel = {
	components: noComponents,
	incidents: noIncidents,
	takesKills: false,
};

/** Older incidents are dropped from the page. */
export const maxIncidents = 200;

export function recoveryAfter(model: RecoveryModel, event: GuestEvent): RecoveryModel {
	const components = componentsAfter(model.components, event);
	const all = incidentsAfter(model.incidents, event);
	const incidents = all.length > maxIncidents ? all.slice(-maxIncidents) : all;
	const takesKills = takesKillsAfter(model.takesKills, event);
	const isSame =
		components === model.components &&
		incidents === model.incidents &&
		takesKills === model.takesKills;
	return isSame ? model : { components, incidents, takesKills };
}

function takesKillsAfter(takesKills: boolean, event: GuestEvent): boolean {
	switch (channelNews(event)?.kind) {
		case 'up':
		case 'ready':
		case 'lost':
			return true;
		case 'restart':
		case 'end':
			return false;
		default:
			return takesKills;
	}
}

/** Why nothing can be killed now, as a sentence; undefined when it can. */
export function killHindrance({
	power,
	recovery,
}: Pick<PageModel, 'power' | 'recovery'>): string | undefined {
	switch (power) {
		case 'loading':
			return 'The machine is being loaded.';
		case 'paused':
			return 'The machine is paused: continue it to kill something.';
		case 'halted':
		case 'crashed':
			return 'The machine has stopped: this is how it was. Reset it to go on.';
		case 'failed':
			return 'There is no machine.';
		case 'running':
			return recovery.takesKills ? undefined : 'The guest does not take commands yet.';
	}
}

export type ComponentGroup = 'Drivers' | 'Servers';

/** Drivers bear their class in front of their name (eth.rtl8139); a server's mounts do, too. */
const driverClasses = new Set(['eth', 'blk', 'chr']);

export function groupOf({ label }: Component): ComponentGroup {
	const [prefix = '', ...rest] = label.split('.');
	return rest.length > 0 && driverClasses.has(prefix) ? 'Drivers' : 'Servers';
}

/** More than so many news at once are counted instead of told. */
const newsTold = 3;

/** What became new between two models, to be spoken; undefined when nothing did. */
export function recoveryNews(before: RecoveryModel, after: RecoveryModel): string | undefined {
	if (after.incidents === before.incidents) return undefined;
	const known = new Map(before.incidents.map((incident) => [incident.number, incident]));
	const defects: string[] = [];
	const ends: string[] = [];
	for (const incident of after.incidents) {
		const old = known.get(incident.number);
		if (!old) defects.push(`${incident.label} has failed: ${incident.class}.`);
		const end = endOf(incident);
		if (end !== undefined && (!old || endOf(old) === undefined)) ends.push(end);
	}
	if (defects.length + ends.length === 0) return undefined;
	if (defects.length + ends.length <= newsTold) return [...defects, ...ends].join(' ');
	return `${defects.length} defects, ${ends.length} repairs or failures to repair.`;
}

/** The end of an incident as a sentence. One that is published may be all that there is. */
function endOf(incident: Incident): string | undefined {
	const { label, state } = incident;
	if (state === 'open' || state === 'superseded') return undefined;
	if (state === 'given-up') return `${label} was given up.`;
	return `${label} is back after ${formatDuration(repairUs(incident))}.`;
}
