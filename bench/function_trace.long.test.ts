import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { manifestFile } from '../os-image/reliability/recovery_lab.ts';
import { BootedGuest } from '../src/channel/booted_guest.test-support.ts';
import { Manifest } from '../src/machine/manifest.ts';
import { type FunctionCost, FunctionTrace, KERNEL } from './function_trace.ts';

const BOOT_MS = 120_000;
const BLOCK = 4096;
const BLOCKS = 20;

let guest: BootedGuest;
let costs: readonly FunctionCost[] = [];
let instructions = 0;

const costOf = (process: string, name: string) =>
	costs.find((cost) => cost.process === process && cost.name === name);
const copiedBy = (process: string) =>
	costs
		.filter((cost) => cost.process === process)
		.reduce((total, { copiedBytes }) => total + copiedBytes, 0);

beforeAll(async () => {
	const manifest = Manifest.parse(await readFile(manifestFile, 'utf8'));
	guest = await BootedGuest.boot({ stepwise: true, network: { nics: [] } });
	const { machine } = guest;
	const trace = new FunctionTrace(machine, manifest);
	const before = machine.stats().instructions;
	await guest.shell(`dd if=/dev/zero of=/dev/null bs=${BLOCK} count=${BLOCKS} 2>/dev/null`);
	instructions = machine.stats().instructions - before;
	costs = trace.end();
}, BOOT_MS);
afterAll(() => guest?.dispose());

test('every instruction is some function’s', () => {
	const counted = costs.reduce((total, cost) => total + cost.instructions, 0);
	// What the first step leads out of was entered before.
	expect(instructions - counted).toBeGreaterThanOrEqual(0);
	expect(instructions - counted).toBeLessThan(1000);
	const unknown = costs
		.filter(({ name }) => name === '?')
		.reduce((total, cost) => total + cost.instructions, 0);
	expect(unknown / counted).toBeLessThan(0.02);
});

test('functions are counted as often as they are entered, with the process that they are in', () => {
	expect(costOf('dd', 'main')?.calls).toBe(1);
	expect(costOf('vfs', 'main')?.calls ?? 0).toBe(0);
	expect(costOf('dd', 'read')?.calls).toBeGreaterThanOrEqual(BLOCKS);
});

test('what the kernel copies between processes is counted in bytes, once', () => {
	expect(copiedBy(KERNEL)).toBeGreaterThanOrEqual(BLOCKS * BLOCK);
	expect(costOf('dd', 'main')?.copiedBytes).toBe(0);
});
