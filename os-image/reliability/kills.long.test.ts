/* The long runs of hard_times.test.ts: all pairs, and kills without end of each component. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { recoverableComponents } from './components.ts';
import { defectNamed } from './defects.ts';
import { RecoveryLab } from './recovery_lab.ts';
import { killTogether } from './two_at_once.ts';
import { differences } from './world.ts';

const KILLS = 1000;
/**
 * Between two kills, so that the machine is not busy all the time: a component that
 * gets no processor time for two heartbeat periods counts as hung.
 */
const REST_US = 10e3;
/** init lets a program rest for a minute that has died young several times (its jobs.c). */
const RESPAWN_US = 65e6;

const components = await recoverableComponents();
let lab: RecoveryLab;

beforeAll(async () => {
	lab = await RecoveryLab.boot(components, { updates: false });
});
afterEach(() => lab.reset());
afterAll(() => lab?.dispose());

const pairs = components.flatMap((one, index) =>
	components.slice(index + 1).map((other) => ({
		names: `${one.label} and ${other.label}`,
		pair: [one, other],
	})),
);

it.each(pairs)('two crashes at once, of $names, are two incidents', async ({ pair }) => {
	expect((await killTogether(lab, pair)).problems).toEqual([]);
});

it.each(components)(`${KILLS} kills in a row of $label leave nothing behind`, async (component) => {
	const killed = defectNamed('killed');
	const before = lab.look();
	for (let count = 0; count < KILLS; count++) {
		await lab.fail(component, killed);
		await lab.runFor(REST_US);
	}
	await lab.runFor(RESPAWN_US);
	expect(await lab.shell(component.probe)).toMatchObject({ status: 0 });
	const after = await lab.settle(before);
	expect(differences(before, after, [component.label])).toEqual([]);
	expect(after.freeFrames).toBe(before.freeFrames);
	expect(lab.incidents()).toHaveLength(KILLS);
});
