/**
 * A volume with checksums, compiled to WebAssembly, on a disk that keeps what is written in a cache
 * until it is flushed, loses some of that when the power fails, and can be told to do worse; and
 * random histories that compare what is read with a model of what may be read.
 */
import {
	compileWasmModule,
	SeededRandom,
} from '../../../os-image/lib/libsys/host_test/wasm.test-support.ts';

export const SECTOR = 512;
export const EIO = -5;
export const ENXIO = -6;

export interface Volume {
	memory: WebAssembly.Memory;
	io_at(): number;
	log_at(): number;
	make(stamp: number): void;
	open(): number;
	read(sector: number, count: number): number;
	write(sector: number, count: number, isForced: number): number;
	flush(): number;
	plan_data(sectors: number): number;
	plan_table(sectors: number): number;
	order_enter(index: number, kind: number, start: number, count: number): void;
	order_wait(index: number): void;
	order_leave(index: number): void;
}

/** What becomes of a write, told to its client as done, or failed. */
export type WriteFault = 'lost' | 'misdirected' | 'torn' | 'failed';

/** How long a sector is read wrongly. */
export type Lie = 'once' | 'by this instance' | 'always';

export class PlayedDisk {
	readonly sectors: number;
	readonly #medium: Uint8Array;
	/** What each sector was given since the last flush, the latest last. */
	readonly #cache = new Map<number, Uint8Array[]>();
	readonly lies = new Map<number, Lie>();
	readonly unreadable = new Set<number>();
	writeFault: (sector: number) => WriteFault | undefined = () => undefined;
	nowUs = 0;
	instance = 1;
	hasSuccessors = true;
	reads = 0;
	writes = 0;
	/** What is done when something has to wait. */
	whenBlocked: () => void = () => {
		throw new Error('Nobody is there to wait for.');
	};

	constructor(sectors: number) {
		this.sectors = sectors;
		this.#medium = new Uint8Array(sectors * SECTOR);
	}

	imports(memory: () => WebAssembly.Memory): WebAssembly.Imports {
		const bytes = (at: number, length: number) => new Uint8Array(memory().buffer, at, length);
		return {
			disk: {
				read: (sector: number, to: number, length: number) =>
					this.#read(sector, bytes(to, length)),
				write: (sector: number, from: number, length: number, isForced: number) =>
					this.#write(sector, bytes(from, length), isForced !== 0),
				flush: () => this.flush(),
				sectors: () => this.sectors,
				instance: () => this.instance,
				replace: () => this.#replace(),
				now_us: () => BigInt(this.nowUs),
				blocked: () => this.whenBlocked(),
			},
		};
	}

	/** The sector as it is, for tests that spoil it. */
	view(sector: number): Uint8Array {
		const cached = this.#cache.get(sector)?.at(-1);
		return cached ?? this.#medium.subarray(sector * SECTOR, (sector + 1) * SECTOR);
	}

	flush(): number {
		for (const [sector, versions] of this.#cache) {
			const last = versions.at(-1);
			if (last) this.#medium.set(last, sector * SECTOR);
		}
		this.#cache.clear();
		return 0;
	}

	/** Each sector keeps one of the versions that it had since the last flush. */
	cutPower(random: SeededRandom): void {
		for (const [sector, versions] of this.#cache) {
			const kept = versions[random.below(versions.length + 1) - 1];
			if (kept) this.#medium.set(kept, sector * SECTOR);
		}
		this.#cache.clear();
	}

	#read(first: number, to: Uint8Array): number {
		this.reads++;
		for (let index = 0; index * SECTOR < to.length; index++) {
			const sector = first + index;
			if (this.unreadable.has(sector)) return EIO;
			const part = to.subarray(index * SECTOR, (index + 1) * SECTOR);
			part.set(this.view(sector));
			const lie = this.lies.get(sector);
			if (lie !== undefined) part[sector % SECTOR] = (part[sector % SECTOR] ?? 0) ^ 0x10;
			if (lie === 'once') this.lies.delete(sector);
		}
		return 0;
	}

	#write(first: number, from: Uint8Array, isForced: boolean): number {
		this.writes++;
		for (let index = 0; index * SECTOR < from.length; index++) {
			const sector = first + index;
			const data = from.slice(index * SECTOR, (index + 1) * SECTOR);
			const fault = this.writeFault(sector);
			if (fault === 'failed') return EIO;
			if (fault === 'lost') continue;
			if (fault === 'torn') data.set(this.view(sector).subarray(SECTOR / 2), SECTOR / 2);
			const place = fault === 'misdirected' ? (sector + 7) % this.sectors : sector;
			this.unreadable.delete(place);
			this.#cache.set(place, [...(this.#cache.get(place) ?? []), data]);
		}
		return isForced ? this.flush() : 0;
	}

	#replace(): number {
		if (!this.hasSuccessors) return 0;
		this.instance++;
		for (const [sector, lie] of this.lies) {
			if (lie === 'by this instance') this.lies.delete(sector);
		}
		return 1;
	}
}

export class Lab {
	readonly disk: PlayedDisk;
	readonly #module: WebAssembly.Module;
	volume: Volume;

	private constructor(module: WebAssembly.Module, sectors: number) {
		this.#module = module;
		this.disk = new PlayedDisk(sectors);
		this.volume = this.#instantiate();
		this.volume.make(1);
	}

	static async compile(): Promise<WebAssembly.Module> {
		const files = ['order', 'recovery_doubt', 'recovery_read', 'table', 'volume'];
		return compileWasmModule(
			[
				...[...files, 'volume_open', 'volume_write'].map((f) => `drivers/checksum/${f}.c`),
				'drivers/checksum/host_test/harness.c',
				'os-image/lib/checksums/area.c',
				...['errno', 'stdio/format', 'stdio/snprintf'].map(
					(name) => `os-image/lib/libc/${name}.c`,
				),
				...['copy', 'memory', 'scan'].map((f) => `os-image/lib/libc/string/${f}.c`),
			],
			['-Ios-image/lib/checksums/include'],
		);
	}

	static open(module: WebAssembly.Module, sectors: number): Lab {
		const lab = new Lab(module, sectors);
		const error = lab.volume.open();
		if (error !== 0) throw new Error(`The volume does not open: error ${-error}.`);
		return lab;
	}

	/** A fresh instance of the server, on the disk as it is: 0 or the error of opening. */
	restart(): number {
		this.volume = this.#instantiate();
		return this.volume.open();
	}

	/** Fills sectors with a version each and writes them. */
	write(sector: number, versions: readonly number[], isForced = false): number {
		for (const [index, version] of versions.entries()) {
			this.#words(index).fill(version * 65536 + sector + index);
		}
		return this.volume.write(sector, versions.length, isForced ? 1 : 0);
	}

	/** The error, or the versions found; NaN for what is none. */
	read(sector: number, count = 1): number | number[] {
		const error = this.volume.read(sector, count);
		if (error !== 0) return error;
		return Array.from({ length: count }, (_, index) => {
			const words = this.#words(index);
			const [first = 0] = words;
			if (words.some((word) => word !== first)) return Number.NaN;
			if (first === 0) return 0;
			return first % 65536 === sector + index ? Math.floor(first / 65536) : Number.NaN;
		});
	}

	log(): string {
		const bytes = new Uint8Array(this.volume.memory.buffer, this.volume.log_at(), 4096);
		return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
	}

	#words(index: number): Uint32Array {
		const at = this.volume.io_at() + index * SECTOR;
		return new Uint32Array(this.volume.memory.buffer, at, SECTOR / 4);
	}

	#instantiate(): Volume {
		const instance: WebAssembly.Instance = new WebAssembly.Instance(
			this.#module,
			this.disk.imports(() => (instance.exports as unknown as Volume).memory),
		);
		return instance.exports as unknown as Volume;
	}
}

/** Of one sector: the versions that a read may find, and those that may be there after a power cut. */
interface Expected {
	readable: Set<number>;
	durable: Set<number>;
}

export interface HistoryOutcome {
	readonly reads: number;
	/** Reads that ended with EIO. */
	readonly refused: number;
}

const HISTORY_SECTORS = 200;
const STEPS = 30;
const RUN_MAX = 12;
const WRITE_FAULTS: readonly WriteFault[] = ['lost', 'misdirected', 'torn', 'failed'];
/** Who loses the checksums with the data has all as it was before, and nothing tells. */
const TABLE_FAULTS: readonly WriteFault[] = ['failed'];
const LIES: readonly Lie[] = ['once', 'by this instance', 'always'];
/** One of so many writes, or steps, goes wrong. */
const FAULT_ODDS = 10;

/**
 * Writes, reads, flushes, power cuts and restarts at random. Throws when data is delivered that
 * can't be right, or when a disk that does nothing wrong is suspected.
 */
export function runHistory(
	module: WebAssembly.Module,
	seed: number,
	disk: 'an honest disk' | 'a lying disk',
): HistoryOutcome {
	const random = new SeededRandom(seed);
	const lab = Lab.open(module, HISTORY_SECTORS);
	const dataSectors = lab.volume.plan_data(HISTORY_SECTORS);
	const isHonest = disk === 'an honest disk';
	const expected: Expected[] = Array.from({ length: dataSectors }, () => ({
		readable: new Set([0]),
		durable: new Set([0]),
	}));
	let version = 0;
	let reads = 0;
	let refused = 0;
	if (!isHonest) {
		lab.disk.writeFault = (sector) =>
			random.below(FAULT_ODDS) === 0
				? random.pick(sector < dataSectors ? WRITE_FAULTS : TABLE_FAULTS)
				: undefined;
	}

	const run = () => {
		const start = random.below(dataSectors);
		return { start, count: 1 + random.below(Math.min(RUN_MAX, dataSectors - start)) };
	};
	const write = () => {
		const { start, count } = run();
		const versions = Array.from({ length: count }, () => ++version);
		const isForced = random.below(4) === 0;
		if (isHonest && random.below(FAULT_ODDS) === 0) failOneWrite(lab.disk, random);
		const error = lab.write(start, versions, isForced);
		if (isHonest) lab.disk.writeFault = () => undefined;
		for (const [index, each] of versions.entries()) {
			const entry = expected[start + index] as Expected;
			entry.readable = error === 0 ? new Set([each]) : entry.readable.add(each);
			entry.durable.add(each);
		}
	};
	const read = () => {
		const { start, count } = run();
		if (!isHonest && random.below(FAULT_ODDS) === 0)
			lab.disk.lies.set(start, random.pick(LIES));
		const found = lab.read(start, count);
		reads++;
		if (typeof found === 'number') {
			refused++;
			if (isHonest) throw new Error(`seed ${seed}: sector ${start} is refused: ${lab.log()}`);
			return;
		}
		for (const [index, each] of found.entries()) {
			const { readable } = expected[start + index] as Expected;
			if (!readable.has(each)) {
				throw new Error(
					`seed ${seed}: sector ${start + index} has version ${each}, not one of ` +
						[...readable].join(', '),
				);
			}
		}
	};
	const flush = () => {
		if (lab.volume.flush() !== 0) return;
		for (const entry of expected) entry.durable = new Set(entry.readable);
	};
	/** False when a lying disk has spoilt both headers: that is told, and all is over. */
	const restart = () => {
		if (lab.restart() === 0) return true;
		if (isHonest) throw new Error(`seed ${seed}: the volume does not open: ${lab.log()}`);
		return false;
	};
	const cutPower = () => {
		lab.disk.cutPower(random);
		for (const entry of expected) entry.readable = new Set(entry.durable);
		return restart();
	};
	/** What a lying disk lost without a flush, nobody can miss who was not there. */
	const crash = () => {
		if (!isHonest) for (const entry of expected) entry.readable = new Set(entry.durable);
		return restart();
	};

	for (let step = 0; step < STEPS; step++) {
		lab.disk.nowUs += random.below(10_000_000);
		const what = random.below(20);
		if (what < 8) write();
		else if (what < 16) read();
		else if (what < 18) flush();
		else if (!(what < 19 ? cutPower() : crash())) break;
	}
	return { reads, refused };
}

function failOneWrite(disk: PlayedDisk, random: SeededRandom): void {
	let left = random.below(20);
	disk.writeFault = () => (left-- === 0 ? 'failed' : undefined);
}
