/*
 * Programs at work on disks whose driver fails again and again, each way to fail: what they
 * read and write is right, nobody sees an error, and what was said to be on the disk is there.
 * The same with times is printed by `npm run bench:disk`.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fsckMinix } from '../build/minixfs/built-image.test-support.ts';
import { FSCK_MINIX_MISSING, isInstalled } from '../build/minixfs/host-programs.test-support.ts';
import { defectNamed, defects } from './defects.ts';
import { BLOCK_DRIVERS, DiskLab } from './disk_lab.ts';
import { ToldFiles } from './told_files.ts';

const BUSY_MACHINE_MS = 120_000;
const FILE_BYTES = 1 << 20;
/** Guest time, so short that each piece of work meets a defect. */
const FIRST_S = 0.03;
const EVERY_S = 0.3;
const killed = defectNamed('killed');

let lab: DiskLab;

vi.setConfig({ testTimeout: BUSY_MACHINE_MS });
beforeAll(async () => {
	lab = await DiskLab.boot(FILE_BYTES);
	for (const driver of BLOCK_DRIVERS) await lab.readAndWrite(driver); // programs are loaded
}, BUSY_MACHINE_MS);
afterAll(() => lab?.dispose());

describe.each(BLOCK_DRIVERS)('with %s', (driver) => {
	it.each(defects)('reads and writes go on despite $name again and again', async (defect) => {
		const fault = { defect, firstS: FIRST_S, everyS: EVERY_S };
		const { strikes, output, problems } = await lab.readAndWrite(driver, fault);
		expect(problems).toEqual([]);
		expect(output).toBe('');
		expect(strikes).toBeGreaterThan(0);
	});
});

it('a large file has the right digest while the driver is killed again and again', async () => {
	const { strikes, problems } = await lab.verify({ defect: killed, everyS: FIRST_S });
	expect(problems).toEqual([]);
	expect(strikes).toBeGreaterThan(5);
});

describe('what was said to be on the disk', () => {
	const SECONDS = 0.6;
	const LOOK_EVERY_US = 100_000;
	const told = new ToldFiles();

	it('is there whenever the machine is cut off, though the driver is killed all the time', async () => {
		const { channel, machine } = lab.guest;
		const problems: string[] = [];
		await lab.guest.shell('mkdir /data/churn');
		let isDone = false;
		const decoder = new TextDecoder();
		const churn = channel
			.exec(`churn -v /data/churn ${SECONDS}`, {
				onOutput: (bytes) => told.take(decoder.decode(bytes, { stream: true })),
			})
			.finally(() => {
				isDone = true;
			});
		let kills = 0;
		let looks = 0;
		while (!isDone) {
			await machine.runUntil({ forUs: LOOK_EVERY_US });
			await new Promise((resolve) => setImmediate(resolve));
			problems.push(...told.problemsIn(lab.dataVolume(), 'churn'));
			looks++;
			channel.kill('blk.at_disk').then(
				() => kills++,
				() => undefined, // it was just being restarted
			);
		}
		expect((await churn).status).toBe(0);
		expect(problems).toEqual([]);
		expect(looks).toBeGreaterThan(3);
		expect(kills).toBeGreaterThan(3);
		expect(told.count).toBeGreaterThan(20);
	});

	it.skipIf(!isInstalled('fsck.minix'))(
		`is a clean file system for fsck.minix after that (skipped where ${FSCK_MINIX_MISSING})`,
		async () => {
			const volume = await lab.unmountData();
			expect(told.problemsIn(volume, 'churn')).toEqual([]);
			expect(fsckMinix(volume)).toMatchObject({ status: 0 });
		},
	);
});
