/*
 * Ten minutes of guest time in which many files change all the time while the disk's driver
 * is killed each second; disks.test.ts has the short run.
 */
import { expect, it } from 'vitest';
import { fsckMinix } from '../build/minixfs/built-image.test-support.ts';
import { isInstalled } from '../build/minixfs/host-programs.test-support.ts';
import { DiskLab } from './disk_lab.ts';

const SECONDS = 600;
const KILL_EVERY_S = 1;
/** After each step: without it the run would take hours, and with it kills still meet writes. */
const REST_S = 0.02;
/** The last kills may meet the reading back, and a recovery delays the next. */
const KILLS_MIN = 590;

it('each file that was synced is right, and the file system clean, after 600 kills', async () => {
	const lab = await DiskLab.boot(0);
	try {
		const { work, told } = await lab.churn(SECONDS, REST_S, KILL_EVERY_S);
		expect(work.problems).toEqual([]);
		expect(work.strikes).toBeGreaterThan(KILLS_MIN);
		expect(told.count).toBeGreaterThan(20);
		const volume = await lab.unmountData();
		expect(await lab.guest.shell('fsck -f -n /dev/c0d0p3')).toMatchObject({ status: 0 });
		expect(told.problemsIn(volume, 'churn')).toEqual([]);
		if (isInstalled('fsck.minix')) expect(fsckMinix(volume)).toMatchObject({ status: 0 });
	} finally {
		lab.dispose();
	}
});
