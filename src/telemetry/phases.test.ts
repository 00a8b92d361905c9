import { expect, test } from 'vitest';
import type { GuestEvent } from './event_schema.ts';
import { eventsOf, recovery } from './events.test-support.ts';
import { type Incident, incidentsAfter, noIncidents } from './incidents.ts';
import { defectToPublishUs, firstRequestUs, phasesOf, repairUs } from './phases.ts';

const random = eventsOf('chr.random', 1);

function incidentOf(events: readonly GuestEvent[]): Incident {
	const [incident] = events.reduce(incidentsAfter, noIncidents);
	if (!incident) throw new Error('The events make no incident.');
	return incident;
}

test('the phases follow each other from the defect to the use of the fresh instance', () => {
	const incident = incidentOf(recovery('chr.random', 1, 1000, 263));
	expect(phasesOf(incident)).toEqual([
		{ name: 'policy', fromUs: 1000, toUs: 1100 },
		{ name: 'restart', fromUs: 1100, toUs: 1200 },
		{ name: 'publish', fromUs: 1200, toUs: 1300 },
		{ name: 'reintegrate', fromUs: 1300, toUs: 1400 },
	]);
	expect(repairUs(incident)).toBe(400);
	expect(defectToPublishUs(incident)).toBe(300);
});

test('how soon somebody makes a request is no part of the repair', () => {
	const incident = incidentOf(recovery('chr.random', 1, 1000, 263));
	expect(firstRequestUs(incident)).toBe(100);
	expect(firstRequestUs(incidentOf([random.defect(0, 263)]))).toBeUndefined();
});

test('a phase that is not known belongs to the next one that is', () => {
	const incident = incidentOf([random.defect(10, 263), random.publish(40, 519)]);
	expect(phasesOf(incident)).toEqual([{ name: 'publish', fromUs: 10, toUs: 40 }]);
});

test('reintegration lasts to the last client, but not beyond the first completed request', () => {
	const events = [
		...[random.defect(0, 263), random.restart(10, 519), random.publish(20, 519)],
		...[random.reintegrate(30, 519, 'vfs'), random.reintegrate(50, 519, 'mfs.usr')],
	];
	expect(phasesOf(incidentOf(events)).at(-1)).toMatchObject({ name: 'reintegrate', toUs: 50 });
	const recovered = incidentOf([
		...events,
		random.recovered(60, 519),
		random.reintegrate(70, 519, 'mfs.data'),
	]);
	expect(phasesOf(recovered).at(-1)).toEqual({ name: 'reintegrate', fromUs: 20, toUs: 50 });
	expect(firstRequestUs(recovered)).toBe(10);
});

test('a client quicker than "publish" comes before it', () => {
	const names = phasesOf(
		incidentOf([
			...[random.defect(0, 263), random.restart(10, 519)],
			...[random.reintegrate(20, 519), random.publish(21, 519)],
		]),
	).map(({ name }) => name);
	expect(names).toEqual(['restart', 'reintegrate', 'publish']);
});

test('of a defect that nothing has followed yet there is no phase, and no time', () => {
	const incident = incidentOf([random.defect(10, 263)]);
	expect(phasesOf(incident)).toEqual([]);
	expect(repairUs(incident)).toBe(0);
	expect(defectToPublishUs(incident)).toBeUndefined();
});

test('giving up ends the last phase', () => {
	const incident = incidentOf([random.defect(10, 263), random.giveup(110)]);
	expect(phasesOf(incident)).toEqual([{ name: 'giveup', fromUs: 10, toUs: 110 }]);
});
