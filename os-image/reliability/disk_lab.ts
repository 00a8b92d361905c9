/*
 * A guest with a second, synthetic disk that is at work on its disks while a block driver
 * fails again and again.
 */
import { createHash } from 'node:crypto';
import { BootedGuest } from '../../src/channel/booted_guest.test-support.ts';
import type { ClockKind } from '../../src/machine/api.ts';
import { fillSeeded } from '../../src/machine/seeded_content.ts';
import { SyntheticDisk } from '../../src/machine/synthetic/synthetic_disk.ts';
import { viewVolume } from '../build/minixfs/built-image.test-support.ts';
import type { Component } from './components.ts';
import { defectNamed } from './defects.ts';
import { ToldFiles } from './told_files.ts';
import { driverNamed, type Fault, type Work, WorkLab } from './work_lab.ts';

export const BLOCK_DRIVERS = ['blk.at_disk', 'blk.ramdisk'] as const;
export type BlockDriver = (typeof BLOCK_DRIVERS)[number];

/** The large file of the second disk, in the guest. */
export const LARGE_FILE = '/mnt/random';
const SEED = 1;
/** Reads and writes through file systems and raw. */
const work: Readonly<Record<BlockDriver, string>> = {
	'blk.at_disk':
		`dd if=${LARGE_FILE} of=/data/copy bs=64k conv=fsync 2>/dev/null && ` +
		`cmp ${LARGE_FILE} /data/copy && rm /data/copy && ` +
		'dd if=/dev/c0d1p1 of=/dev/null bs=64k count=32 2>/dev/null',
	'blk.ramdisk':
		'cat /sbin/* | dd of=/tmp/copy bs=64k conv=fsync 2>/dev/null && ' +
		'cat /sbin/* | cmp - /tmp/copy && rm /tmp/copy && ' +
		'dd if=/dev/ram0 of=/dev/null bs=64k 2>/dev/null',
};
const HASHED_AT_ONCE = 1 << 20;

export interface Churned {
	readonly work: Work;
	/** Nothing where the work had problems. */
	readonly told: ToldFiles;
	readonly steps: number;
}

export class DiskLab {
	#digest: string | undefined;

	private constructor(
		private readonly lab: WorkLab,
		private readonly disk: SyntheticDisk,
		private readonly drivers: ReadonlyMap<BlockDriver, Component>,
	) {}

	/** Boots, and mounts the second disk, whose file has so many bytes. */
	static async boot(fileBytes: number, clock: ClockKind = 'virtual'): Promise<DiskLab> {
		const drivers = new Map<BlockDriver, Component>();
		for (const label of BLOCK_DRIVERS) drivers.set(label, await driverNamed(label));
		const disk = new SyntheticDisk({ fileBytes, seed: SEED });
		const guest = await BootedGuest.boot({ clock, secondDisk: disk });
		const mounted = await guest.shell('mkdir /mnt && mount /dev/c0d1p1 /mnt');
		if (mounted.status !== 0) throw new Error(`/mnt is not mounted: ${mounted.output}`);
		return new DiskLab(await WorkLab.in(guest, [...drivers.values()]), disk, drivers);
	}

	get guest(): BootedGuest {
		return this.lab.guest;
	}

	/** Runs a command that uses disks, with the fault of that driver. */
	run(command: string, label: BlockDriver, fault?: Fault): Promise<Work> {
		const driver = this.drivers.get(label);
		if (!driver) throw new Error(`${label} is no block driver.`);
		return this.lab.run(command, driver, fault);
	}

	/** Copies files, compares the copies and reads the raw device. Prints nothing but errors. */
	readAndWrite(label: BlockDriver, fault?: Fault): Promise<Work> {
		return this.run(work[label], label, fault);
	}

	/**
	 * Many files under change in /data/churn for so many seconds, with a rest after each step,
	 * and a kill of the driver every so many seconds; and what came of the files.
	 */
	async churn(seconds: number, restS: number, everyS: number): Promise<Churned> {
		const command = `mkdir /data/churn && churn -p ${restS} /data/churn ${seconds}`;
		const fault = { defect: defectNamed('killed'), everyS };
		const work = await this.run(command, 'blk.at_disk', fault);
		const told = new ToldFiles();
		if (work.problems.length === 0) told.take(work.output);
		return { work, told, steps: Number(/^(\d+) steps$/m.exec(work.output)?.[1] ?? 0) };
	}

	/** Unmounts /data; the file system as it is on the disk then. */
	async unmountData(): Promise<Uint8Array> {
		const { status, output } = await this.guest.shell('umount /data');
		if (status !== 0) throw new Error(`/data is not unmounted: ${output}`);
		return this.dataVolume();
	}

	/** /data as it is on the disk now, whatever the guest has not written back. */
	dataVolume(): Uint8Array {
		return viewVolume(this.guest.machine.exportImage(), 'data');
	}

	/** Reads the large file, and compares its digest with what follows from the disk's seed. */
	async verify(fault?: Fault): Promise<Work> {
		const command = `dd if=${LARGE_FILE} bs=64k 2>/dev/null | sha1sum`;
		const work = await this.run(command, 'blk.at_disk', fault);
		const found = /^([0-9a-f]{40}) {2}-$/m.exec(work.output)?.[1];
		this.#digest ??= this.#computeDigest();
		if (found === this.#digest) return work;
		const problem = `the digest is ${found}, not ${this.#digest}: ${work.output}`;
		return { ...work, problems: [...work.problems, problem] };
	}

	dispose(): void {
		this.guest.dispose();
	}

	#computeDigest(): string {
		const { fileBytes, seed } = this.disk;
		const part = Buffer.alloc(HASHED_AT_ONCE);
		const hash = createHash('sha1');
		for (let at = 0; at < fileBytes; at += part.length) {
			const bytes = part.subarray(0, fileBytes - at);
			fillSeeded(bytes, seed, at);
			hash.update(bytes);
		}
		return hash.digest('hex');
	}
}
