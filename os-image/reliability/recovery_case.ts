/* One component, one defect: what has to be true from the defect to the last trace of it. */
import type { Incident } from '../../src/telemetry/incidents.ts';
import type { Component } from './components.ts';
import type { Defect } from './defects.ts';
import { type Outcome, untilNothingIsLeft } from './leak.ts';
import { isOver, type RecoveryLab } from './recovery_lab.ts';
import { differences, type World } from './world.ts';

export interface CaseResult extends Outcome {
	readonly label: string;
	readonly defect: string;
	/** From the defect to the published restart, and to its use by all clients. */
	readonly publishUs?: number;
	readonly reintegrateUs?: number;
}

/** Runs the case in the lab as it is. Without problems the component recovered. */
export function runCase(
	lab: RecoveryLab,
	component: Component,
	defect: Defect,
): Promise<CaseResult> {
	return untilNothingIsLeft(() => runOnce(lab, component, defect));
}

async function runOnce(
	lab: RecoveryLab,
	component: Component,
	defect: Defect,
): Promise<CaseResult> {
	const { label } = component;
	const brokenLines = lab.brokenLines().length;
	const counts = await lab.countRestarts(label, defect.class);
	const before = lab.look();
	const incidents = await lab.fail(component, defect);
	const probe = await lab.shell(component.probe);
	const after = await lab.settle(before);
	const countsNow = await lab.countRestarts(label, defect.class);
	const [incident] = incidents;
	const problems = [
		...differences(before, after, [label]),
		...lab.brokenLines().slice(brokenLines),
		...problemsOf(incident, component, defect, before, after),
	];
	if (counts.some((count, index) => countsNow[index] !== count + 1)) {
		problems.push(`RS counted ${counts} restarts and defects before, ${countsNow} after`);
	}
	if (incidents.length > 1) problems.push(`${incidents.length} incidents`);
	if (probe.status !== 0) problems.push(`status ${probe.status} of the probe: ${probe.output}`);
	const framesMore = before.freeFrames - after.freeFrames;
	return { label, defect: defect.name, problems, framesMore, ...timesOf(incident) };
}

function problemsOf(
	incident: Incident | undefined,
	component: Component,
	defect: Defect,
	before: World,
	after: World,
): string[] {
	if (!incident) return ['no incident'];
	const problems: string[] = [];
	const expect = (what: string, found: unknown, expected: unknown) => {
		if (found !== expected) problems.push(`${what} is ${found}, not ${expected}`);
	};
	expect('the incident', incident.label, component.label);
	expect('its class', incident.class, defect.class);
	expect('its old endpoint', incident.endpoint, before.components.get(component.label));
	expect('its new endpoint', incident.newEndpoint, after.components.get(component.label));
	expect('its count of attempts', incident.attempts, 1);
	if (!defect.detail.test(incident.detail)) problems.push(`its detail is "${incident.detail}"`);
	if (incident.state === 'given-up' || !isOver(incident, component))
		problems.push(`it is not over: ${JSON.stringify(incident)}`);
	return problems;
}

function timesOf(incident: Incident | undefined): Pick<CaseResult, 'publishUs' | 'reintegrateUs'> {
	if (incident?.phases.publishUs === undefined) return {};
	const { defectUs, publishUs, reintegrate } = incident.phases;
	const last = reintegrate.at(-1);
	return {
		publishUs: publishUs - defectUs,
		...(last ? { reintegrateUs: last.atUs - defectUs } : {}),
	};
}
