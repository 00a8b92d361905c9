/*
 * What the host itself sees of the guest: the kernel's process table and its count
 * of free frames, read from memory. Nothing here relies on the guest's word.
 */
import type { GuestMemory } from '../../src/machine/api.ts';
import { countFreeFrames, listProcesses } from '../../src/machine/introspect.ts';
import type { Manifest } from '../../src/machine/manifest.ts';

/** The privilege structure that all user processes share (kintsugi/privilege.h). */
const PRIV_ID_USER = 0;

export interface World {
	/** Endpoints of the servers and drivers, by label. */
	readonly components: ReadonlyMap<string, number>;
	/** How many processes those are: more than labels when an old instance still lives. */
	readonly systemProcesses: number;
	/** All endpoints, users' included. */
	readonly endpoints: ReadonlySet<number>;
	readonly userProcesses: number;
	readonly freeFrames: number;
}

export function look(machine: { readonly memory: GuestMemory }, manifest: Manifest): World {
	const processes = listProcesses(machine, manifest);
	const system = processes.filter(({ privilegeId }) => privilegeId !== PRIV_ID_USER);
	return {
		components: new Map(system.map(({ label, endpoint }) => [label, endpoint])),
		systemProcesses: system.length,
		endpoints: new Set(processes.map(({ endpoint }) => endpoint)),
		userProcesses: processes.length - system.length,
		freeFrames: countFreeFrames(machine, manifest),
	};
}

/** Whether as much is in use as before. */
export function usesAsMuch(before: World, now: World): boolean {
	return (
		now.userProcesses === before.userProcesses &&
		now.systemProcesses === before.systemProcesses &&
		now.freeFrames === before.freeFrames
	);
}

/**
 * A sentence for each thing, memory apart, that is not as it has to be when these
 * components, and no others, were replaced since `before` and all else has ended.
 */
export function differences(before: World, now: World, replaced: readonly string[]): string[] {
	const problems: string[] = [];
	for (const [label, old] of before.components) {
		const endpoint = now.components.get(label);
		if (endpoint === undefined) problems.push(`${label} is not there`);
		else if (!replaced.includes(label) && endpoint !== old) {
			problems.push(`${label} was restarted, though it did not fail`);
		} else if (replaced.includes(label) && endpoint === old) {
			problems.push(`${label} still has endpoint ${old}`);
		} else if (replaced.includes(label) && now.endpoints.has(old)) {
			problems.push(`endpoint ${old} of ${label} is alive`);
		}
	}
	for (const label of now.components.keys()) {
		if (!before.components.has(label)) problems.push(`${label} was not there before`);
	}
	if (now.systemProcesses !== now.components.size) {
		problems.push(`${now.systemProcesses} processes have ${now.components.size} labels`);
	}
	if (now.userProcesses !== before.userProcesses) {
		problems.push(`${now.userProcesses} user processes, not ${before.userProcesses}`);
	}
	return problems;
}
