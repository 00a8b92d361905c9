/**
 * All workloads in one guest, one after the other: on a system that is well, across the death of
 * their driver, while it is down, and when what comes is not what was sent.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { manifestFile } from '../../../os-image/reliability/recovery_lab.ts';
import { BootedGuest } from '../../channel/booted_guest.test-support.ts';
import { NIC_NAMES } from '../../lan/addresses.ts';
import type { Machine, Snapshot } from '../../machine/api.ts';
import { parseDiskFault } from '../../machine/devices/disk_fault_spec.ts';
import { Manifest } from '../../machine/manifest.ts';
import type { Progress } from './progress.ts';
import { type WorkloadWatch, workloadFor } from './workload.ts';

const BOOT_MS = 60_000;
const TEST_MS = 60_000;
const LABELS = [
	...['eth.rtl8139', 'eth.dp8390', 'blk.at_disk'],
	...['chr.printer', 'chr.tty', 'chr.audio'],
];
/** Guest time for some rounds, a recovery, or an error to show. */
const LIMIT_US = 100e6;
/** Of downloads: os-image/commands/workload/network.c. */
const DOWNLOADS = Array.from({ length: 256 }, (_, step) => 14_000 + 21 * step);

/** Of those that the host checks; a sound is as long as four rounds of the others. */
const CHECKED = ['chr.printer', 'chr.tty', 'chr.audio'];
const SOME_ROUNDS_US = 110_000;
/** Guest time of rounds before a disk goes wrong. */
const GOOD_S = 0.2;

const files = new Map<string, Uint8Array>();
/** A machine has one for each workload, as each answers on the console. */
const watches = new WeakMap<Machine, Map<string, WorkloadWatch>>();
const { machineOptions } = workloadFor('chr.printer');
let guest: BootedGuest;
let manifest: Manifest;
let warm: Snapshot;

beforeAll(async () => {
	manifest = Manifest.parse(await readFile(manifestFile, 'utf8'));
	guest = await BootedGuest.boot({ ...machineOptions, network: { nics: NIC_NAMES, files } });
	await guest.shell('ifconfig -w 60 eth0; ifconfig -w 60 eth1');
	warm = guest.machine.snapshot();
}, BOOT_MS);
afterAll(() => guest.dispose());
afterEach(() => files.clear());

async function begin(label: string, on = guest): Promise<WorkloadWatch> {
	on.machine.restore(warm);
	on.channel.restart('Another workload begins.');
	await on.during(on.channel.ready());
	const { machine } = on;
	const watch = watchOf(label, on);
	watch.restart();
	for (const command of workloadFor(label).commands) {
		expect(await on.shell(command)).toMatchObject({ status: 0 });
	}
	if (label === 'chr.tty') machine.com1.send('workload terminal\n');
	return watch;
}

function watchOf(label: string, { machine, lans }: BootedGuest): WorkloadWatch {
	const known = watches.get(machine) ?? new Map<string, WorkloadWatch>();
	const watch = known.get(label) ?? workloadFor(label).attach({ machine, lans, manifest });
	watches.set(machine, known.set(label, watch));
	return watch;
}

/** Runs until the workload has come so far, which it has to. */
function until(watch: WorkloadWatch, isSo: (progress: Progress) => boolean, on = guest): Progress {
	const isReached = () => {
		const progress = watch.read();
		return progress !== undefined && isSo(progress);
	};
	const untilUs = on.machine.nowUs + LIMIT_US;
	while (!isReached() && on.machine.nowUs < untilUs) on.machine.runSync({ forUs: 500 });
	const progress = watch.read();
	expect(progress && isSo(progress), JSON.stringify(progress)).toBe(true);
	return progress as Progress;
}

describe.each(LABELS)('the workload of %s', { timeout: TEST_MS }, (label) => {
	it('does rounds well, also after the driver was killed', async () => {
		const watch = await begin(label);
		const warmUp = until(watch, ({ lastWell }) => lastWell >= 3);
		expect(warmUp).toMatchObject({ failed: 0, corrupted: 0, errors: 0, lastStep: '' });
		await guest.during(guest.channel.kill(label));
		const { begun } = watch.read() as Progress;
		const after = until(watch, ({ lastWell }) => lastWell > begun + 1);
		expect(after).toMatchObject({ failed: 0, corrupted: 0 });
	});
});

describe.each(CHECKED)(
	'the host, which checks the workload of %s',
	{ timeout: TEST_MS },
	(label) => {
		it('goes on from a snapshot as it did before', async () => {
			const { machine } = guest;
			const watch = await begin(label);
			until(watch, ({ lastWell }) => lastWell >= 2);
			const snapshot = machine.snapshot();
			const run = () => {
				machine.restore(snapshot);
				watch.restart();
				machine.runSync({ forUs: SOME_ROUNDS_US });
				return watch.read();
			};
			const first = run();
			expect(first?.lastWell).toBeGreaterThan(2);
			expect(first?.corrupted).toBe(0);
			expect(run()).toEqual(first);
		});
	},
);

describe.each(['eth.dp8390', 'chr.printer', 'chr.audio', 'blk.at_disk'])(
	'while %s is down',
	{ timeout: TEST_MS },
	(label) => {
		it('rounds fail, and end well again once it is up', async () => {
			const watch = await begin(label);
			until(watch, ({ lastWell }) => lastWell >= 1);
			await guest.during(guest.channel.service({ verb: 'down', label }));
			const down = until(watch, ({ failed }) => failed >= 1);
			expect(down).toMatchObject({ corrupted: 0, lastError: expect.any(Number) });
			expect(down.lastStep).not.toBe('');
			await guest.during(guest.channel.service({ verb: 'up', label }));
			const { begun } = watch.read() as Progress;
			until(watch, ({ lastWell }) => lastWell > begun);
		});
	},
);

describe('wrong contents', { timeout: TEST_MS }, () => {
	it('of a download are seen', async () => {
		const watch = await begin('eth.rtl8139');
		until(watch, ({ lastWell }) => lastWell >= 1);
		for (const bytes of DOWNLOADS) files.set(`/random/${bytes}`, new Uint8Array(bytes));
		expect(until(watch, ({ failed }) => failed >= 1)).toMatchObject({
			...{ corrupted: 1, lastError: 0, lastStep: 'download' },
		});
	});

	it('of a disk are seen', async () => {
		const startS = warm.header.guestUs / 1e6;
		const faulty = await BootedGuest.boot({
			...machineOptions,
			network: { nics: NIC_NAMES },
			diskFaults: [parseDiskFault(`wrong:on=read,at=${startS + GOOD_S}`)],
		});
		try {
			const watch = await begin('blk.at_disk', faulty);
			const { corrupted, ended, lastStep } = until(watch, (it) => it.corrupted > 0, faulty);
			expect(corrupted).toBe(1);
			expect(ended).toBeGreaterThan(0);
			expect(lastStep).toMatch(/^read from the (device|file)$/);
		} finally {
			faulty.dispose();
		}
	});
});
