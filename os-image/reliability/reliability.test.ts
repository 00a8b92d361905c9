/*
 * Each recoverable component, each way to fail: it comes back, nobody else does, and
 * nothing is left behind. What is checked is in recovery_case.ts; the same table with
 * times is printed by `npm run bench:recovery`.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { defectClasses } from '../../src/telemetry/event_schema.ts';
import { recoverableComponents } from './components.ts';
import { defectNamed, defects } from './defects.ts';
import { runCase } from './recovery_case.ts';
import { RecoveryLab } from './recovery_lab.ts';
import { serverCases } from './servers/cases.ts';
import { runServerCase } from './servers/server_case.ts';

const BOOT_MS = 120_000;

const components = await recoverableComponents();
let lab: RecoveryLab;

beforeAll(async () => {
	lab = await RecoveryLab.boot(components, { updates: true });
}, BOOT_MS);
afterAll(() => lab?.dispose());

/** Cases share the guest as long as they go well. */
afterEach(async ({ task }) => {
	if (task.result?.state === 'fail') await lab.reset();
});

it('knows a way to fail for each defect class', () => {
	expect(new Set(defects.map((defect) => defect.class))).toEqual(new Set(defectClasses));
});

it('covers all that runs, but for those whose end is the system’s', () => {
	const uncovered = [...lab.look().components.keys()].filter(
		(label) => !components.some((component) => component.label === label),
	);
	expect(uncovered.sort()).toEqual(['pm', 'rs', 'vfs']);
});

describe.each(components)('$label', (component) => {
	it.each(defects)('recovers from $name', async (defect) => {
		const { problems } = await runCase(lab, component, defect);
		expect(problems).toEqual([]);
	});
});

/* In all ways to fail, with what was reported: `npm run bench:servers`. */
describe.each(serverCases)('$label, killed while $load', (serverCase) => {
	it('keeps what it must keep', async () => {
		const component = components.find(({ label }) => label === serverCase.label);
		if (!component) throw new Error(`system.conf has no server ${serverCase.label}.`);
		const death = await runServerCase(lab, serverCase, component, defectNamed('killed'));
		expect(death.problems).toEqual([]);
	});
});
