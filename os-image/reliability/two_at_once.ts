/* Components that fail together. */
import type { Component } from './components.ts';
import { defectNamed } from './defects.ts';
import { type Outcome, untilNothingIsLeft } from './leak.ts';
import { isOver, latestOf, type RecoveryLab } from './recovery_lab.ts';
import { differences } from './world.ts';

/** For all of them, one after the other's policy at worst. */
const RECOVERY_US = 30e6;

/** Kills them in one breath. Without problems all of them recovered. */
export function killTogether(lab: RecoveryLab, together: readonly Component[]): Promise<Outcome> {
	return untilNothingIsLeft(() => killOnce(lab, together));
}

async function killOnce(lab: RecoveryLab, together: readonly Component[]): Promise<Outcome> {
	const killed = defectNamed('killed');
	const before = lab.look();
	const earlier = lab.incidents().length;
	const came = () => lab.incidents().slice(earlier);
	await lab.order(...together.map((component) => killed.order(component)));
	// A client that was killed as well uses the fresh instance from its own start on.
	const isLiving = (client: string) => !together.some(({ label }) => label === client);
	const expecting = together.map((component) => ({
		...component,
		clients: component.clients.filter(isLiving),
	}));
	const areOver = () =>
		expecting.every((component) => isOver(latestOf(component, came()), component));
	await lab.runUntil(areOver, RECOVERY_US);
	const problems: string[] = [];
	for (const component of together) {
		const { status, output } = await lab.shell(component.probe);
		if (status !== 0) problems.push(`${component.label}: status ${status}: ${output}`);
	}
	const after = await lab.settle(before);
	const labels = together.map(({ label }) => label);
	problems.push(...differences(before, after, labels));
	const found = came().map(({ label, class: defectClass }) => `${label} ${defectClass}`);
	const expected = labels.map((label) => `${label} killed`);
	if (found.sort().join() !== expected.sort().join()) problems.push(`incidents: ${found}`);
	return { problems, framesMore: before.freeFrames - after.freeFrames };
}
