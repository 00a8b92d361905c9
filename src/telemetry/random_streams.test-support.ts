/*
 * Random event streams, and what has to hold of the incidents and components that
 * are made of them, whatever was lost, repeated, mixed up or broken on the way.
 */
import { SeededRandom } from '../machine/random.ts';
import { type Component, componentsAfter, noComponents } from './components.ts';
import { parseEventLine } from './event_line.ts';
import { defectClasses } from './event_schema.ts';
import { type Incident, type Incidents, incidentsAfter, noIncidents } from './incidents.ts';
import { phasesOf } from './phases.ts';

const eventsPerStream = 60;
const labels = ['chr.random', 'blk.at_disk', 'vfs'];
const writers = ['rs', 'vfs', 'mfs.usr', 'kernel'];
const kinds = [
	...['up', 'down', 'defect', 'defect', 'policy', 'restart', 'restart', 'publish', 'publish'],
	...['reintegrate', 'recovered', 'giveup', 'complaint', 'log', 'tea'],
];

/** Puts one random stream through everything; throws when something does not hold. */
export function checkRandomStream(seed: number): void {
	const dice = new Dice(seed);
	const defects = new Set<number>();
	let incidents: Incidents = noIncidents;
	let components: readonly Component[] = noComponents;
	let nowUs = 0;
	for (let step = 0; step < eventsPerStream; step++) {
		// Mostly forward, as the kernel stamps it.
		nowUs = Math.max(0, nowUs + dice.below(100) - 10);
		const parsed = parseEventLine(randomLine(dice, nowUs));
		if (!parsed.ok) continue;
		if (parsed.event.ev === 'defect' && parsed.event.incident > 0) {
			defects.add(parsed.event.incident);
		}
		if (parsed.event.ev === 'boot') defects.clear();
		incidents = incidentsAfter(incidents, parsed.event);
		components = componentsAfter(components, parsed.event);
		const problem =
			problemOf(incidents, defects) ??
			componentProblem(components) ??
			orderProblem(incidents);
		if (problem !== undefined) {
			const last = JSON.stringify(parsed.event);
			throw new Error(`Stream ${seed}, event ${step} (${last}): ${problem}`);
		}
	}
}

function randomLine(dice: Dice, nowUs: number): string {
	if (dice.below(50) === 0) return dice.of(['', '{', 'null', '[]', '{"ev":"defect"}', '\u0000']);
	if (dice.below(200) === 0) return JSON.stringify({ t_us: nowUs, src: 'kernel', ev: 'boot' });
	const line = JSON.stringify({
		...{ t_us: nowUs, src: dice.of(writers), ev: dice.of(kinds), label: dice.of(labels) },
		...{
			endpoint: dice.of([0, 263, 519, 775, 1031]),
			incident: dice.below(9),
			count: 1,
			repetition: 0,
		},
		...{ class: dice.of(defectClasses), detail: 'd', phase: dice.of(['begin', 'end']) },
		...{ from: 'vfs', reason: 'data', accepted: true, status: 0, text: 't' },
	});
	return dice.below(50) === 0 ? line.slice(0, dice.below(line.length)) : line;
}

function problemOf(incidents: Incidents, defects: ReadonlySet<number>): string | undefined {
	const numbers = incidents.map(({ number }) => number);
	if (numbers.length !== defects.size || numbers.some((number) => !defects.has(number))) {
		return `defects ${[...defects]} are incidents ${numbers}`;
	}
	if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0))) {
		return `the incidents ${numbers} are out of order`;
	}
	for (const label of labels) {
		const open = incidents.filter((one) => one.label === label && one.state === 'open');
		if (open.length > 1) return `${label} has ${open.length} incidents open at once`;
	}
	return undefined;
}

function orderProblem(incidents: Incidents): string | undefined {
	for (const incident of incidents) {
		const { phases, number } = incident;
		if (phasesOf(incident).some(({ fromUs, toUs }) => toUs < fromUs)) {
			return `a phase of incident ${number} ends before it begins`;
		}
		const steps = [phases.defectUs, phases.policyBeginUs, phases.restartUs, phases.publishUs];
		if (!isAscending(steps)) return `incident ${number} was published before its time`;
		const uses = [phases.restartUs, ...phases.reintegrate.map(({ atUs }) => atUs)];
		if (!isAscending(uses)) return `incident ${number} was reintegrated before its time`;
		const problem = stateProblem(incident);
		if (problem !== undefined) return `incident ${number} is ${incident.state}, ${problem}`;
	}
	return undefined;
}

function stateProblem({ state, phases, supersededBy, number }: Incident): string | undefined {
	if ((state === 'recovered') !== (phases.recoveredUs !== undefined)) return 'without its time';
	if ((state === 'given-up') !== (phases.giveupUs !== undefined)) return 'without its time';
	if (state === 'restored' && phases.reintegrate.length === 0) return 'but by nobody';
	const isUnused = state === 'open' || state === 'published';
	if (isUnused && phases.reintegrate.length > 0) return 'though somebody uses it';
	if (state === 'open' && phases.publishUs !== undefined) return 'though it was published';
	const isSuperseded = supersededBy !== undefined && supersededBy > number;
	return (state === 'superseded') === isSuperseded ? undefined : 'without a successor';
}

function componentProblem(components: readonly Component[]): string | undefined {
	const names = components.map(({ label }) => label);
	if (new Set(names).size !== names.length) return `the components are ${names}`;
	const lost = components.find(
		({ state, endpoint }) => (state === 'up' || state === 'starting') && endpoint === undefined,
	);
	return lost && `${lost.label} runs without an endpoint`;
}

function isAscending(times: readonly (number | undefined)[]): boolean {
	const known = times.filter((time) => time !== undefined);
	return known.every((time, index) => index === 0 || time >= (known[index - 1] ?? 0));
}

class Dice {
	readonly #random: SeededRandom;

	constructor(seed: number) {
		this.#random = new SeededRandom(seed);
	}

	below(limit: number): number {
		return (this.#random.nextInt32() >>> 0) % limit;
	}

	of<T>(choices: readonly T[]): T {
		const choice = choices[this.below(choices.length)];
		if (choice === undefined) throw new Error('There is nothing to choose from.');
		return choice;
	}
}
