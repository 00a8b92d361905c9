/**
 * A disk that delivers wrong data while its driver is killed: one cell of the table that
 * `npm run bench:disk-faults` makes of all.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defectNamed } from './defects.ts';
import { DiskFaultLab } from './disk_fault_lab.ts';

const BOOT_MS = 120_000;

let lab: DiskFaultLab;

beforeAll(async () => {
	lab = await DiskFaultLab.boot('wrong reads', true);
}, BOOT_MS);
afterAll(() => lab?.dispose());

it(
	'delivers no wrong data with checksums, and can still be used',
	async () => {
		const outcome = await lab.run(defectNamed('killed'));
		expect(outcome.hits).toBeGreaterThan(0);
		expect(outcome.restarts).toBeGreaterThan(0);
		expect(outcome).toMatchObject({ wrong: 0, isUsable: true });
		expect(outcome.right).toBeGreaterThan(0);
	},
	BOOT_MS,
);
