/*
 * Series in a guest: that they repeat, and what becomes of faults that surely do harm. One
 * machine at a time, the second one from the first one's snapshot.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readManifest, readOsFiles } from '../cli/os_files.ts';
import { findProcess } from '../machine/introspect.ts';
import type { Manifest } from '../machine/manifest.ts';
import type { CampaignGuestOptions } from './campaign_guest.ts';
import { faultTypes, type Mutation, type SeriesPlan } from './fault.ts';
import { createSeriesRunner, type GuestSeriesRunner } from './series_runner.ts';

const driver = 'eth.dp8390';
const BOOT_MS = 120_000;

let manifest: Manifest;
let options: CampaignGuestOptions;
let runner: GuestSeriesRunner;

const planWith = (seed: number, faults: number): SeriesPlan => ({
	driver,
	series: 0,
	seed,
	faults,
	types: faultTypes,
});

beforeAll(async () => {
	manifest = await readManifest();
	const files = await readOsFiles();
	options = { ...files, manifest, driver, heartbeatMs: 250, policy: 'restart' };
	runner = await createSeriesRunner(options);
}, BOOT_MS);

afterAll(() => runner?.dispose());

/** A change of the first bytes of a function of the driver. */
function overwrite(name: string, newBytes: readonly number[]): Mutation {
	const { address } = manifest.binary('dp8390').symbol(name);
	const { machine } = runner.guest;
	const process = findProcess(machine, manifest, driver);
	if (!process) throw new Error('The driver does not run.');
	const oldBytes = machine.memory.readVirtual(process.cr3, address, newBytes.length);
	return { type: 'text', address, oldBytes, newBytes: Uint8Array.from(newBytes) };
}

const HLT = 0xf4;
/** `jmp` to itself. */
const ENDLESS_LOOP = [0xeb, 0xfe];

test('a privileged instruction is an exception, and what comes next meets a fresh driver', async () => {
	const stop = overwrite('receive_take', [HLT]);
	const [first, second] = await runner.run(planWith(1, 2), [stop, stop]);
	expect(first).toMatchObject({
		id: '0.0',
		function: 'receive_take',
		new: 'f4',
		outcome: 'exception',
		activated: true,
		recovered: true,
		suspects: [0],
	});
	expect(first?.times?.recoveredUs).toBeGreaterThan(0);
	expect(second).toMatchObject({ outcome: 'exception', recovered: true, suspects: [1] });
});

test('a driver that hangs misses its heartbeats and is replaced', async () => {
	const hang = overwrite('receive_take', ENDLESS_LOOP);
	const [record] = await runner.run(planWith(1, 1), [hang]);
	expect(record).toMatchObject({ outcome: 'heartbeat', activated: true, recovered: true });
});

test('equal plans give equal records, whatever ran before, in another machine too', async () => {
	const plan = planWith(7, 4);
	const first = await runner.run(plan);
	expect(first.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
	await runner.run(planWith(8, 1));
	expect(await runner.run(plan)).toEqual(first);

	const snapshot = runner.snapshotBytes();
	runner.dispose();
	runner = await createSeriesRunner({ ...options, snapshot });
	expect(await runner.run(plan)).toEqual(first);
});
