/*
 * Transfers over a network card whose driver fails again and again, each way to fail: what
 * arrives is what was sent, each failure is recovered from, and nobody else is restarted.
 * The same with times is printed by `npm run bench:network`.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NIC_NAMES } from '../../src/lan/addresses.ts';
import { defectNamed, defects } from './defects.ts';
import { TransferLab } from './transfer_lab.ts';

const BOOT_MS = 120_000;
const BYTES = 1_000_000;
/** Guest time, so short that each transfer meets a defect or several. */
const EVERY_S = 0.08;

describe.each(NIC_NAMES)('with the %s', (nic) => {
	let lab: TransferLab;

	beforeAll(async () => {
		lab = await TransferLab.boot(nic);
	}, BOOT_MS);
	afterAll(() => lab?.dispose());

	it.each(defects)('a download is whole despite $name again and again', async (defect) => {
		const { strikes, problems } = await lab.verify('download', BYTES, {
			defect,
			everyS: EVERY_S,
		});
		expect(problems).toEqual([]);
		expect(strikes).toBeGreaterThan(0);
	});

	it('an upload is whole despite kills again and again', async () => {
		const { strikes, problems } = await lab.verify('upload', BYTES, {
			defect: defectNamed('killed'),
			everyS: EVERY_S,
		});
		expect(problems).toEqual([]);
		expect(strikes).toBeGreaterThan(0);
	});
});
