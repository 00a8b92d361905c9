/*
 * A server that dies under load: what survived, and what was reported. What a server has
 * to survive with is a case, in a file of its own; all are run alike, by the test and by
 * `npm run bench:servers`.
 */
import type { Component } from '../components.ts';
import type { Defect } from '../defects.ts';
import { isOver, latestOf, type RecoveryLab } from '../recovery_lab.ts';

/** Something that was looked at after the death. */
export interface Check {
	/** In words that fit behind "survived:". */
	readonly what: string;
	readonly holds: boolean;
	/** What was found, to be told when it does not hold. */
	readonly found: unknown;
}

export interface ServerCase {
	readonly label: string;
	/** What goes on meanwhile, in a few words. */
	readonly load: string;
	/** Begins it; the function returned is called when the server is back, and ends it. */
	begin(lab: RecoveryLab): Promise<() => Promise<readonly Check[]>>;
}

export interface ServerDeath {
	readonly label: string;
	readonly defect: string;
	/** From the defect to the published restart. */
	readonly publishUs?: number;
	readonly survived: readonly string[];
	/** What RS and the server itself said. */
	readonly reported: readonly string[];
	readonly problems: readonly string[];
}

/** Between the load's beginning and the death, of the guest. */
const UNDER_WAY_US = 100e3;

export function check(what: string, holds: boolean, found: unknown): Check {
	return { what, holds, found };
}

/** The component's death of that kind, in the lab as it is. */
export async function runServerCase(
	lab: RecoveryLab,
	serverCase: ServerCase,
	component: Component,
	defect: Defect,
): Promise<ServerDeath> {
	const earlier = lab.events().length;
	const end = await serverCase.begin(lab);
	await lab.runFor(UNDER_WAY_US);
	await lab.fail(component, defect);
	const checks = await end();
	const incident = latestOf(component, lab.incidents());
	const problems = checks
		.filter(({ holds }) => !holds)
		.map(({ what, found }) => `not: ${what}; found ${JSON.stringify(found)}`);
	if (!incident || !isOver(incident, component) || incident.state === 'given-up')
		problems.push(`no recovery: ${JSON.stringify(incident)}`);
	return {
		label: component.label,
		defect: defect.name,
		...(incident?.phases.publishUs === undefined
			? {}
			: { publishUs: incident.phases.publishUs - incident.phases.defectUs }),
		survived: checks.filter(({ holds }) => holds).map(({ what }) => what),
		reported: reports(lab, component.label, earlier),
		problems,
	};
}

/** Lines of the log that are the server's own, and RS' about it, each once. */
function reports(lab: RecoveryLab, label: string, earlier: number): string[] {
	const about = [`${label}: `, `rs: ${label} `];
	const lines = lab
		.events()
		.slice(earlier)
		.flatMap((event) => (event.ev === 'log' ? [event.text] : []))
		.filter((line) => about.some((start) => line.startsWith(start)));
	return [...new Set(lines)];
}
