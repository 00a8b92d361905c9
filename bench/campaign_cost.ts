/*
 * npm run bench:campaign [-- --steps N] [--json]
 *
 * What a fault-injection campaign will cost at least. With the guest under load
 * (init=bench load=1: one system process sends messages to another and copies
 * from it), 1,000 times: change one random byte of the running process' code and
 * change it back, each of which drops the page's compiled code; run 10 ms of
 * guest time on the virtual clock; every 100 steps restore a snapshot.
 */

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readOsFiles } from '../src/cli/os_files.ts';
import type { Machine } from '../src/machine/api.ts';
import { findProcess, type GuestProcess } from '../src/machine/introspect.ts';
import { createMachine } from '../src/machine/machine.ts';
import { Manifest } from '../src/machine/manifest.ts';
import { parseEventLine } from '../src/telemetry/event_line.ts';
import { alignColumns } from './samples.ts';

const TARGET = 'bench.far';
/** The load runs once this one does too. */
const LAST_UP = 'bench.near';
const PROGRAM = 'bench';
const TRY = 'kintsugi run --param init=bench --param load=1';
const STEP_US = 10_000;
const RESTORE_EVERY = 100;
const BOOT_LIMIT_US = 60_000_000;
const SETTLE_US = 200_000;

const { values } = parseArgs({
	options: {
		steps: { type: 'string', default: '1000' },
		json: { type: 'boolean', default: false },
	},
});
const steps = Number(values.steps);
if (!Number.isInteger(steps) || steps < 1) {
	throw new Error(`--steps is "${values.steps}": expected a whole number above 0.`);
}

const manifest = Manifest.parse(
	await readFile(new URL('../build/os/manifest.json', import.meta.url), 'utf8'),
);
const machine = await createMachine({
	...(await readOsFiles()),
	clock: 'virtual',
	params: { init: 'bench', load: '1' },
});

const started = performance.now();
const target = bootToLoad(machine);
const bootMs = performance.now() - started;
const snapshot = machine.snapshot();
const addresses = instructionAddresses(steps);
const wallMs = { patch: 0, run: 0, restore: 0 };
let restores = 0;

for (const [step, address] of addresses.entries()) {
	timed('patch', () => flipAndFlipBack(machine, target, address));
	timed('run', () => {
		const { reason } = machine.runSync({ forUs: STEP_US });
		if (reason !== 'time') throw new Error(`Step ${step} ended for another reason: ${reason}.`);
	});
	if ((step + 1) % RESTORE_EVERY === 0) {
		timed('restore', () => machine.restore(snapshot));
		restores++;
	}
}
report();
machine.dispose();

/** Boots until the load runs, and a little longer so that its code is compiled. */
function bootToLoad(guest: Machine): GuestProcess {
	let isUp = false;
	const unsubscribe = guest.com2.onLine((line) => {
		const parsed = parseEventLine(line);
		if (parsed.ok) isUp ||= parsed.event.ev === 'up' && parsed.event.label === LAST_UP;
	});
	guest.runSync({ untilUs: BOOT_LIMIT_US, until: () => isUp });
	unsubscribe();
	guest.runSync({ forUs: SETTLE_US });
	const process = isUp ? findProcess(guest, manifest, TARGET) : undefined;
	if (!process || process.cpuUs === 0) {
		const seconds = Math.round(guest.nowUs / 1e6);
		throw new Error(`${TARGET} does not run after ${seconds} s of guest time. Try it: ${TRY}`);
	}
	return process;
}

/** Addresses in the program's text, spread by a generator with a fixed seed. */
function instructionAddresses(count: number): number[] {
	const { textStart, textEnd } = manifest.binary(PROGRAM);
	let state = 1;
	return Array.from({ length: count }, () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return textStart + Math.floor((state / 2 ** 32) * (textEnd - textStart));
	});
}

function flipAndFlipBack({ memory }: Machine, { cr3 }: GuestProcess, address: number): void {
	const original = memory.readVirtual(cr3, address, 1);
	memory.writeVirtual(
		cr3,
		address,
		original.map((byte) => byte ^ 1),
	);
	memory.writeVirtual(cr3, address, original);
}

function timed(part: keyof typeof wallMs, task: () => void): void {
	const start = performance.now();
	task();
	wallMs[part] += performance.now() - start;
}

function report(): void {
	const totalMs = wallMs.patch + wallMs.run + wallMs.restore;
	const result = {
		steps,
		guestMsPerStep: STEP_US / 1000,
		restores,
		bootMs,
		totalMs,
		perStepMs: totalMs / steps,
		patchMs: wallMs.patch,
		runMs: wallMs.run,
		restoreMs: wallMs.restore,
		snapshotBytes: snapshot.sizeBytes,
	};
	if (values.json) {
		process.stdout.write(`${JSON.stringify(result, null, '\t')}\n`);
		return;
	}
	const row = (name: string, ms: number, count: number) => [
		name,
		ms.toFixed(1),
		count > 0 ? (ms / count).toFixed(3) : '-',
		`${((ms / totalMs) * 100).toFixed(1)} %`,
	];
	process.stdout.write(
		alignColumns([
			['wall time in ms', 'all', 'each', 'share'],
			row(`patch and put back (${steps})`, wallMs.patch, steps),
			row(`run ${STEP_US / 1000} ms of guest time (${steps})`, wallMs.run, steps),
			row(`restore the snapshot (${restores})`, wallMs.restore, restores),
			row(`all of a step (${steps})`, totalMs, steps),
		]),
	);
	process.stdout.write(
		`\nBoot to the load took ${(bootMs / 1000).toFixed(2)} s of wall time; a snapshot is ` +
			`${(snapshot.sizeBytes / 2 ** 20).toFixed(1)} MB.\n`,
	);
}
