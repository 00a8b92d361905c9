import { expect, test } from 'vitest';
import type { Machine, ProcessorState } from './api.ts';
import { createGuest } from './testing/guest.test-support.ts';

/** Counts at 1 MB for ever, in a function; the counts of the loop itself are at 1 MB + 4. */
const CALLER = `
main:
	call count
	incl 0x100004
	jmp main
count:
	incl 0x100000
	ret
`;
const COUNTS = [0x100000, 0x100004];

function stepsOf(machine: Machine, forUs: number): ProcessorState[] {
	const steps: ProcessorState[] = [];
	const unsubscribe = machine.onStep((processor) => steps.push(processor));
	machine.runSync({ forUs });
	unsubscribe();
	return steps;
}

test('a stepwise machine tells of each call and each return', async () => {
	const machine = await createGuest(CALLER, { stepwise: true });
	machine.runSync({ forUs: 100 });
	const counts = () => COUNTS.map((address) => machine.memory.readPhysU32(address));
	const [calls = 0] = counts();
	const steps = stepsOf(machine, 1000);
	const places = new Map<number, number>();
	for (const { instructionPointer } of steps) {
		places.set(instructionPointer, (places.get(instructionPointer) ?? 0) + 1);
	}
	const [callsAfter = 0] = counts();
	// The entry of the function and the place behind its call, each once a turn.
	expect(places.size).toBe(2);
	for (const count of places.values()) {
		expect(Math.abs(count - (callsAfter - calls))).toBeLessThanOrEqual(1);
	}
	expect(steps.every(({ privilegeLevel, isHalted }) => privilegeLevel === 0 && !isHalted)).toBe(
		true,
	);
	expect(steps.at(-1)?.instructions).toBe(machine.stats().instructions);
});

test('its stack pointer shows what a function was called with', async () => {
	const machine = await createGuest('main:\n pushl $0x1234\n call take\n hlt\ntake:\n ret $4', {
		stepwise: true,
	});
	const seen: number[] = [];
	machine.onStep(({ stackPointer }) => seen.push(machine.memory.readPhysU32(stackPointer + 4)));
	machine.runSync({ forUs: 1000 });
	expect(seen).toContain(0x1234);
});

test('its quanta are as long as those of any other machine', async () => {
	const quanta = await Promise.all(
		[true, false].map(async (stepwise) => {
			const machine = await createGuest(CALLER, { stepwise });
			let count = 0;
			machine.runSync({
				forUs: 50_000,
				until: () => {
					count++;
					return false;
				},
			});
			return count;
		}),
	);
	expect(quanta[0]).toBe(quanta[1]);
});

test('it steps through what another machine has begun', async () => {
	const other = await createGuest(CALLER);
	other.runSync({ forUs: 50_000 });
	const machine = await createGuest(CALLER, { stepwise: true });
	machine.restore(other.snapshot());
	expect(stepsOf(machine, 1000).length).toBeGreaterThan(10_000);
});

test('a machine that is not stepwise has no steps to tell of', async () => {
	const machine = await createGuest(CALLER);
	expect(() => machine.onStep(() => undefined)).toThrow('make it with `stepwise: true`');
});
