import { expect, test } from 'vitest';
import type { Incident, IncidentPhases } from '../telemetry/incidents.ts';
import { interruptionsOf } from './interruptions.ts';

const driver = 'eth.rtl8139';
const window = { fromUs: 1000, toUs: 2000 };

function incident(number: number, phases: Partial<IncidentPhases>, more = {}): Incident {
	return {
		...{ number, label: driver, class: 'killed', detail: '', count: 1, repetition: 0 },
		...{ endpoint: 1, attempts: 1, state: 'recovered' },
		phases: { defectUs: 0, reintegrate: [], ...phases },
		...more,
	};
}

function spans(incidents: readonly Incident[], leadUs = 0) {
	return interruptionsOf(incidents, driver, leadUs, window).map(({ number, fromUs, toUs }) => [
		...[number, fromUs, toUs],
	]);
}

test('a crash window goes from the defect to the first completed request', () => {
	const reintegrate = [{ by: 'inet', atUs: 1150 }];
	expect(spans([incident(1, { defectUs: 1100, reintegrate, recoveredUs: 1200 })])).toEqual([
		[1, 1100, 1200],
	]);
});

test('where nothing waited for the driver it ends when the last client has the fresh instance', () => {
	const reintegrate = [1150, 1170].map((atUs) => ({ by: `${atUs}`, atUs }));
	expect(spans([incident(1, { defectUs: 1100, reintegrate })])).toEqual([[1, 1100, 1170]]);
});

test('a crash that is not mended has no end, given up or not', () => {
	expect(
		spans([incident(1, { defectUs: 100 }), incident(2, { defectUs: 1, giveupUs: 2 })]),
	).toEqual([
		[1, 100, undefined],
		[2, 1, undefined],
	]);
});

test('one that another overtook ends with that', () => {
	const overtaken = incident(1, { defectUs: 1100 }, { state: 'superseded', supersededBy: 2 });
	expect(spans([overtaken, incident(2, { defectUs: 1130, recoveredUs: 1180 })])).toEqual([
		[1, 1100, 1130],
		[2, 1130, 1180],
	]);
});

test('times are put on the clock of the traffic', () => {
	expect(spans([incident(1, { defectUs: 100, recoveredUs: 200 })], 1000)).toEqual([
		[1, 1100, 1200],
	]);
});

test('other components and other times have no part in it', () => {
	const phases = { defectUs: 1100, recoveredUs: 1200 };
	expect(spans([incident(1, phases, { label: 'chr.random' })])).toEqual([]);
	expect(spans([incident(1, { defectUs: 100, recoveredUs: 900 })])).toEqual([]);
	expect(spans([incident(1, { defectUs: 2500, recoveredUs: 2600 })])).toEqual([]);
});
