/**
 * What is done with a driver while faults are injected into it: the guest's program `workload`, in
 * rounds that check themselves, and what the host can see of their results besides.
 *
 * A round whose number is above `begun` at some moment, and that ended well, shows that the driver
 * served after that moment.
 */

import type { NicName } from '../../lan/addresses.ts';
import type { Lan } from '../../lan/lan.ts';
import type { Machine, MachineOptions } from '../../machine/api.ts';
import type { Manifest } from '../../machine/manifest.ts';
import type { HostCheck } from './host_check.ts';
import { PrinterCheck } from './printer_check.ts';
import { type Progress, ProgressReader } from './progress.ts';
import { SoundCheck } from './sound_check.ts';
import { TerminalCheck } from './terminal_check.ts';

/** What a workload is attached to, before or after the guest has booted. */
export interface WorkloadSite {
	readonly machine: Machine;
	readonly lans: readonly Lan[];
	readonly manifest: Manifest;
}

export interface Workload {
	readonly name: string;
	/** The labels of the drivers that it is for. */
	readonly drivers: readonly string[];
	/** The cards that the machine has to have. */
	readonly nics: readonly NicName[];
	/** Parts of the machine that differ from the usual, so that rounds are short. */
	readonly machineOptions: Pick<MachineOptions, 'printer'>;
	/** Shell commands, for root and in this order, that begin it. They end at once. */
	readonly commands: readonly string[];
	attach(site: WorkloadSite): WorkloadWatch;
}

/** A printer so fast that pages don't make rounds long, and busy amid each page nevertheless. */
const FAST_PRINTER = { bytesPerSecond: 200_000, bufferBytes: 64 } as const;

/** In the background, with nothing that anybody waits for. */
const inBackground = (command: string) => `${command} </dev/null >/dev/null 2>&1 &`;

const network = (nic: NicName): Workload => ({
	name: `network ${nic}`,
	drivers: [`eth.${nic}`],
	nics: [nic],
	machineOptions: {},
	commands: [`ifconfig -w 60`, inBackground(`workload network ${nic}`)],
	attach: (site) => new WorkloadWatch(site),
});

const WORKLOADS: readonly Workload[] = [
	network('rtl8139'),
	network('dp8390'),
	{
		name: 'disk',
		drivers: ['blk.at_disk'],
		nics: [],
		machineOptions: {},
		commands: [inBackground('workload disk /dev/c0d0p3 /data/workload')],
		attach: (site) => new WorkloadWatch(site),
	},
	{
		name: 'printer',
		drivers: ['chr.printer'],
		nics: [],
		machineOptions: { printer: FAST_PRINTER },
		commands: [inBackground('workload printer')],
		attach: (site) => new WorkloadWatch(site, new PrinterCheck(site.machine)),
	},
	{
		name: 'terminal',
		drivers: ['chr.tty'],
		nics: [],
		machineOptions: {},
		commands: [], // its check begins it, on the console
		attach: (site) => new WorkloadWatch(site, new TerminalCheck(site.machine, site.manifest)),
	},
	{
		name: 'sound',
		drivers: ['chr.audio'],
		nics: [],
		machineOptions: {},
		commands: [inBackground('workload sound')],
		attach: (site) => new WorkloadWatch(site, new SoundCheck(site.machine)),
	},
];

/** Throws when there is none for that driver. */
export function workloadFor(label: string): Workload {
	const workload = WORKLOADS.find(({ drivers }) => drivers.includes(label));
	if (!workload) {
		const labels = WORKLOADS.flatMap(({ drivers }) => drivers).join(', ');
		throw new Error(`There is no workload for "${label}": expected one of ${labels}.`);
	}
	return workload;
}

/** Follows one workload in one machine. */
export class WorkloadWatch {
	readonly #reader: ProgressReader;

	constructor(
		{ machine, manifest }: WorkloadSite,
		private readonly check?: HostCheck,
	) {
		this.#reader = new ProgressReader(machine, manifest);
	}

	/**
	 * Undefined while the workload does not run. With a check of the host's, a round ends well when
	 * both say so, as far as `lastWell` is concerned.
	 */
	read(): Progress | undefined {
		const progress = this.#reader.read();
		const { check } = this;
		if (!progress || !check) return progress;
		return {
			...progress,
			lastWell: Math.min(progress.lastWell, check.lastRight ?? 0),
			corrupted: progress.corrupted + check.corrupted,
			lastStep: check.corrupted > 0 ? check.lastWrong : progress.lastStep,
		};
	}

	/** The machine has gone back to a snapshot: what the host saw since then has not happened. */
	restart(): void {
		this.#reader.forget();
		this.check?.restart();
	}
}
