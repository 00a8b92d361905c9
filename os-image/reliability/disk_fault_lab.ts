/*
 * A guest whose disk fails while its driver fails as well, and what became of the files that
 * were copied to /data meanwhile. What counts is what a program gets to see: the data as it was
 * written, an error, or wrong data that nobody warned of.
 */
import { readFile } from 'node:fs/promises';
import { BootedGuest } from '../../src/channel/booted_guest.test-support.ts';
import type { ServiceOrder } from '../../src/channel/service_order.ts';
import { parseDiskFault } from '../../src/machine/devices/disk_fault_spec.ts';
import { Manifest } from '../../src/machine/manifest.ts';
import { type Component, componentsOf } from './components.ts';
import type { Defect } from './defects.ts';
import { manifestFile, readProgram } from './recovery_lab.ts';
import { RepeatedDefect } from './repeated_defect.ts';

/** In the words of --disk-fault, less the sectors: all that have the contents of files. */
export const diskFaults: Readonly<Record<string, string | undefined>> = {
	none: undefined,
	'bad sectors': 'bad:rate=0.05',
	'bad at first': 'bad:rate=0.2,tries=2',
	'time-outs': 'timeout:rate=0.05',
	'wrong reads': 'wrong:rate=0.3',
	'lost writes': 'lost:rate=0.2',
	'torn writes': 'torn:rate=0.2',
	'misdirected writes': 'misdirected:rate=0.1,on=write',
	'misdirected reads': 'misdirected:rate=0.3,on=read',
	'drive goes away': 'gone:rate=0.05,times=100,resets=1',
};

/** Sectors at the beginning of /data with bitmaps and inodes, and at its end with checksums. */
const FRONT_SECTORS = 1200;
const END_SECTORS = 4096;
const COPIES = 8;
const SOURCE = '/tmp/source';
const SOURCE_BYTES = 128 * 1024;
const PROGRAM = '/tmp/at_disk';
const LABEL = 'blk.at_disk';
/** When the disk begins to fail: the guest has booted and made its checksums by then. */
const FAULTS_FROM_S = 10;
const FIRST_S = 0.02;
const EVERY_S = 0.5;

export interface Outcome {
	/** Files that were written and read as they were. */
	readonly right: number;
	/** Files that a program was told of: writing or reading them failed. */
	readonly refused: number;
	/** Files that were other than written, and nobody was told. */
	readonly wrong: number;
	/** How many commands of the disk the fault has happened to. */
	readonly hits: number;
	/** How often the driver was replaced, for whatever reason. */
	readonly restarts: number;
	/** Whether the driver serves, and another file system on that disk can be used. */
	readonly isUsable: boolean;
}

export class DiskFaultLab {
	readonly #guest: BootedGuest;
	readonly #driver: Component;
	readonly #device: string;

	private constructor(guest: BootedGuest, driver: Component, device: string) {
		this.#guest = guest;
		this.#driver = driver;
		this.#device = device;
	}

	/** A guest whose disk has the fault of that name, with checksums on /data or without. */
	static async boot(faultName: string, hasChecksums: boolean): Promise<DiskFaultLab> {
		if (!Object.hasOwn(diskFaults, faultName)) {
			const names = Object.keys(diskFaults).join(', ');
			throw new Error(`There is no fault "${faultName}": expected one of ${names}.`);
		}
		const fault = diskFaults[faultName];
		const when = `at=${FAULTS_FROM_S},lba=${await sectorsOfFiles()}`;
		const words = fault === undefined ? [] : [`${fault},${when}`];
		const guest = await BootedGuest.boot({
			...(hasChecksums ? { params: { checksums: 'on' } } : {}),
			diskFaults: words.map(parseDiskFault),
		});
		const source = Uint8Array.from({ length: SOURCE_BYTES }, (_, at) => (at * at) >>> 9);
		const driver = await diskDriver();
		await guest.during(guest.channel.put(SOURCE, source));
		await guest.during(guest.channel.put(PROGRAM, await readProgram(driver.program)));
		await guest.machine.runUntil({ untilUs: FAULTS_FROM_S * 1e6 });
		return new DiskFaultLab(guest, driver, hasChecksums ? '/dev/sum0p3' : '/dev/c0d0p3');
	}

	/** On a fresh file system: copies a file, drops what is cached, and compares the copies. */
	async run(defect: Defect | undefined): Promise<Outcome> {
		const { machine, channel, events } = this.#guest;
		const from = events.length;
		const hits = () => machine.diskFaultHits.reduce((sum, each) => sum + each, 0);
		const hitsBefore = hits();
		const strikes =
			defect &&
			new RepeatedDefect(
				machine,
				channel,
				this.#order(defect),
				{ firstS: FIRST_S, everyS: EVERY_S },
				() => true,
			);
		const { output } = await this.#guest.shell(this.#script()).finally(() => strikes?.stop());
		const usable = await this.#guest.shell(
			'umount /data; dd if=/dev/c0d0p2 of=/dev/null count=1',
		);
		const words = output.match(/\b(?:right|refused|wrong)\b/g) ?? [];
		const count = (word: string) => words.filter((each) => each === word).length;
		return {
			right: count('right'),
			refused: COPIES - count('right') - count('wrong'),
			wrong: count('wrong'),
			hits: hits() - hitsBefore,
			restarts: events.slice(from).filter(isRestart).length,
			isUsable: usable.status === 0,
		};
	}

	dispose(): void {
		this.#guest.dispose();
	}

	/** One word for each copy. Whoever wants to know that a file is on the disk says fsync. */
	#script(): string {
		const each = `for n in ${Array.from({ length: COPIES }, (_, n) => n + 1).join(' ')}; do`;
		return [
			`umount /data 2>/dev/null; mkfs -q ${this.#device} && mount /data || exit`,
			`${each} dd if=${SOURCE} of=/data/$n bs=64k conv=fsync && : >/tmp/written.$n; done 2>/dev/null`,
			'umount /data; mount /data || exit',
			`${each} if [ -f /tmp/written.$n ]; then cmp -s ${SOURCE} /data/$n`,
			'case $? in 0) echo right;; 1) echo wrong;; *) echo refused;; esac; fi; done 2>/dev/null',
			'rm -f /tmp/written.*',
		].join('\n');
	}

	#order(defect: Defect): ServiceOrder {
		const order = defect.order(this.#driver);
		return order.verb === 'update' ? { ...order, file: PROGRAM } : order;
	}
}

function isRestart(line: string): boolean {
	const event = JSON.parse(line) as { ev: string; label?: string };
	return event.ev === 'restart' && event.label === LABEL;
}

async function diskDriver(): Promise<Component> {
	const conf = await readFile(new URL('../etc/system.conf', import.meta.url), 'utf8');
	const driver = componentsOf(conf).find(({ label }) => label === LABEL);
	if (!driver) throw new Error(`system.conf has no ${LABEL} that is restarted.`);
	return driver;
}

async function sectorsOfFiles(): Promise<string> {
	const manifest = Manifest.parse(await readFile(manifestFile, 'utf8'));
	const data = manifest.data.partitions.find(({ name }) => name === 'data');
	if (!data) throw new Error('The image has no partition "data".');
	const end = data.startLba + data.sectors - END_SECTORS;
	return `${data.startLba + FRONT_SECTORS}-${end}`;
}
