/**
 * All workloads in one guest, one after the other: on a system that is well, across the death of
 * their driver, while it is down, and when what comes is not what was sent.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { manifestFile } from '../../../os-image/reliability/recovery_lab.ts';
import { BootedGuest } from '../../channel/booted_guest.test-support.ts';
import { readOsFiles } from '../../cli/os_files.ts';
import { NIC_NAMES } from '../../lan/addresses.ts';
import { createNetworkedMachine } from '../../lan/networked_machine.ts';
import type { Machine, PrintedPage, Snapshot, SoundBlock } from '../../machine/api.ts';
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

/** What the host checks, and guest time for some rounds of it, in µs. */
const CHECKED = [
	['chr.printer', 30_000],
	['chr.tty', 30_000],
	['chr.audio', 110_000],
] as const;

const files = new Map<string, Uint8Array>();
/** One for each workload: a second one of the terminal would answer as well. */
const watches = new Map<string, WorkloadWatch>();
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

async function begin(label: string): Promise<WorkloadWatch> {
	guest.machine.restore(warm);
	guest.channel.restart('Another workload begins.');
	await guest.during(guest.channel.ready());
	const { machine } = guest;
	const watch = watchOf(label);
	watch.restart();
	for (const command of workloadFor(label).commands) {
		expect(await guest.shell(command)).toMatchObject({ status: 0 });
	}
	if (label === 'chr.tty') machine.com1.send('workload terminal\n');
	return watch;
}

function watchOf(label: string): WorkloadWatch {
	const { machine, lans } = guest;
	const watch = watches.get(label) ?? workloadFor(label).attach({ machine, lans, manifest });
	watches.set(label, watch);
	return watch;
}

/** Runs until the workload has come so far, which it has to. */
function until(
	watch: WorkloadWatch,
	isSo: (progress: Progress) => boolean,
	machine = guest.machine,
): Progress {
	const isReached = () => {
		const progress = watch.read();
		return progress !== undefined && isSo(progress);
	};
	const untilUs = machine.nowUs + LIMIT_US;
	while (!isReached() && machine.nowUs < untilUs) machine.runSync({ forUs: 500 });
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
	(label, someRoundsUs) => {
		it('goes on from a snapshot as it did before', async () => {
			const { machine } = guest;
			const watch = await begin(label);
			until(watch, ({ lastWell }) => lastWell >= 2);
			const snapshot = machine.snapshot();
			const run = () => {
				machine.restore(snapshot);
				watch.restart();
				machine.runSync({ forUs: someRoundsUs });
				return watch.read();
			};
			const first = run();
			expect(first?.lastWell).toBeGreaterThanOrEqual(3);
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
		const watch = await begin('blk.at_disk');
		const { ended } = until(watch, ({ lastWell }) => lastWell >= 2);
		const { machine, lans } = await createNetworkedMachine({
			...{ ...(await readOsFiles()), ...machineOptions, network: { nics: NIC_NAMES } },
			diskFaults: [parseDiskFault('wrong:on=read')],
		});
		machine.restore(guest.machine.snapshot());
		const faulty = workloadFor('blk.at_disk').attach({ machine, lans, manifest });
		const found = until(faulty, ({ corrupted }) => corrupted > 0, machine);
		machine.dispose();
		expect(found).toMatchObject({ failed: 1, corrupted: 1, lastError: 0 });
		expect(found.lastStep).toMatch(/^read from the (device|file)$/);
		expect(found.ended - ended).toBeLessThanOrEqual(1);
	});

	it.each([
		['chr.printer', 'a page is garbled'],
		['chr.tty', 'a line on the console is garbled'],
		['chr.audio', 'a tune is garbled'],
	])('between %s and the host are seen', async (label, what) => {
		const good = await begin(label);
		until(good, ({ lastWell }) => lastWell >= 1);
		const machine = garbling(guest.machine);
		const watch = workloadFor(label).attach({ machine, lans: guest.lans, manifest });
		expect(until(watch, ({ corrupted }) => corrupted > 0)).toMatchObject({ lastStep: what });
		until(good, ({ lastWell }) => lastWell >= 3);
		expect(good.read()).toMatchObject({ corrupted: 0 });
	});
});

/** The machine, with a little wrong in what comes out of it; nothing goes into it. */
function garbling(machine: Machine): Machine {
	const ignore = () => undefined;
	const wrong: Record<PropertyKey, unknown> = {
		printer: {
			onPage: (take: (page: PrintedPage) => void) =>
				machine.printer.onPage((page) =>
					take({ ...page, text: page.text.replace(/.\n$/, ' \n') }),
				),
		},
		audio: {
			onSamples: (take: (block: SoundBlock) => void) =>
				machine.audio.onSamples((block) =>
					take({
						...block,
						left: block.left.map((heard) => (heard > 0.9 ? 0.5 : heard)),
					}),
				),
		},
		com1: {
			send: ignore,
			onLine: (take: (line: string) => void) => {
				let lines = 0;
				return machine.com1.onLine((line) =>
					take(lines++ < 8 ? line : line.replace(/[a-z](?=\s*$)/, '?')),
				);
			},
		},
		keyboard: { send: ignore },
	};
	return new Proxy(machine, {
		get(target, name) {
			const value: unknown = wrong[name] ?? Reflect.get(target, name, target);
			return typeof value === 'function' ? value.bind(target) : value;
		},
	});
}
