/** The PCI server's logic compiled to WebAssembly, on a bus that a test lays out. */
import { compileToWasm } from '../../../lib/libsys/host_test/wasm.test-support.ts';

interface Harness {
	memory: WebAssembly.Memory;
	clear(): void;
	remove_mechanism(): void;
	add(fn: number, kind: number, faults: number, powerAt: number): number;
	writable_at(fn: number): number;
	own(source: number, fn: number): void;
	ask(source: number, type: number, a: number, b: number, c: number, d: number): number;
	ask_resources(
		source: number,
		vendor: number,
		device: number,
		classCode: number,
		count: number,
		grant: number,
	): number;
	reply_is_for(source: number, type: number): number;
	reply_status(): number;
	reply_body(): number;
	resources_at(index: number): number;
	breach_text(): number;
	log_at(): number;
	resets_of(fn: number): number;
	was_master_in_reset(): number;
	config_writes(): number;
	paused_us(): bigint;
	fuzz(seed: number): number;
}

/** enum pci_request */
const TYPES = ['function', 'bar', 'read', 'write', 'reset', 'resources', 'list'] as const;
export type RequestType = (typeof TYPES)[number];
const FIRST_TYPE = 0xa01;

/** enum model_kind */
const KINDS = ['plain', 'rtl8139', 'ne2000', 'ide'] as const;
/** enum model_fault */
const FAULTS = [
	'sleepless',
	'comatose',
	'vanishes',
	'forgetful',
	'stuck',
	'irrepressible',
	'rounding',
] as const;
export type Fault = (typeof FAULTS)[number];

export const RS = 0x101;
export const OWNER = 0x109;
export const STRANGER = 0x10a;

export const ANY = 0xffff;
export const ANY_CLASS = 0xffffff;

const POWER_CAPABILITY = 1;
const NO_SOFT_RESET = 8;
const COMMAND_WRITABLE = 0x0547;

export interface Bar {
	/** What the register holds, its type bits included. */
	readonly value: number;
	/** Bytes; 0: it holds its value whatever is written. */
	readonly length: number;
}

export interface FunctionPlan {
	readonly at: number;
	readonly vendor?: number;
	readonly device?: number;
	/** Base class, sub-class and interface. */
	readonly classCode?: number;
	readonly header?: number;
	readonly command?: number;
	readonly bars?: Readonly<Record<number, Bar>>;
	/** Line and pin. */
	readonly interrupt?: readonly [number, number];
	readonly secondaryBus?: number;
	/** Offset of the capability. */
	readonly power?: number;
	readonly noSoftReset?: boolean;
	readonly kind?: (typeof KINDS)[number];
	readonly fault?: Fault;
	/** Bits of the command register that stay as they are. */
	readonly lockedCommand?: number;
}

export interface FunctionReply {
	readonly fn: number;
	readonly vendor: number;
	readonly device: number;
	readonly classCode: number;
	readonly irq: number;
	readonly canReset: boolean;
}

export interface Range {
	readonly base: number;
	readonly length: number;
	readonly isMemory: boolean;
}

const SOURCES = [
	...['bars', 'config', 'filter', 'functions', 'owner', 'requests'],
	...['recovery', 'recovery_cards', 'recovery_power'],
	...['host_test/fuzz', 'host_test/harness', 'host_test/model'],
].map((name) => `os-image/servers/pci/${name}.c`);
const LIBRARY = [
	...['errno', 'stdio/format', 'stdio/snprintf'],
	...['string/copy', 'string/memory', 'string/scan'],
].map((name) => `os-image/lib/libc/${name}.c`);

export class PciHarness {
	/** Lengths of address registers are remembered by the device's ids, so each gets its own. */
	#nextDevice = 1;

	private constructor(private readonly guest: Harness) {}

	static async build(): Promise<PciHarness> {
		return new PciHarness(
			(await compileToWasm([...SOURCES, ...LIBRARY])) as unknown as Harness,
		);
	}

	/** An empty bus, and nobody owns anything. */
	clear(): void {
		this.guest.clear();
	}

	withoutPci(): void {
		this.guest.remove_mechanism();
	}

	/** Adds a function; its configuration space, which stays as it is laid out but for resets. */
	add(plan: FunctionPlan): Buffer {
		const { guest } = this;
		const kind = KINDS.indexOf(plan.kind ?? 'plain');
		const faults = plan.fault ? 1 << FAULTS.indexOf(plan.fault) : 0;
		const space = this.#memory(guest.add(plan.at, kind, faults, plan.power ?? 0), 256);
		const writable = this.#memory(guest.writable_at(plan.at), 256);
		space.writeUInt16LE(plan.vendor ?? 0x1234, 0);
		space.writeUInt16LE(plan.device ?? this.#nextDevice++, 2);
		space.writeUInt16LE(plan.command ?? 3, 4);
		writable.writeUInt16LE(COMMAND_WRITABLE & ~(plan.lockedCommand ?? 0), 4);
		space.writeUIntLE(plan.classCode ?? 0x020000, 9, 3);
		space[0x0e] = plan.header ?? 0;
		if (plan.secondaryBus !== undefined) space[0x19] = plan.secondaryBus;
		for (const [index, { value, length }] of Object.entries(plan.bars ?? {})) {
			const at = 0x10 + 4 * Number(index);
			space.writeUInt32LE(value, at);
			writable.writeUInt32LE(length === 0 ? 0 : -length >>> 0, at);
		}
		writable.fill(0xff, 0x0c, 0x0e);
		space[0x0d] = 32;
		writable[0x3c] = 0xff;
		[space[0x3c], space[0x3d]] = plan.interrupt ?? [0, 0];
		if (plan.power !== undefined) {
			space[0x06] = 0x10;
			space[0x34] = plan.power;
			space[plan.power] = POWER_CAPABILITY;
			if (plan.noSoftReset) space[plan.power + 4] = NO_SOFT_RESET;
		}
		return space;
	}

	own(source: number, fn: number): void {
		this.guest.own(source, fn);
	}

	/** Sends a request and gives the status of its one answer. */
	ask(source: number, type: RequestType, ...words: number[]): number {
		const [a = 0, b = 0, c = 0, d = 0] = words;
		const number = FIRST_TYPE + TYPES.indexOf(type);
		return this.#status(source, number, this.guest.ask(source, number, a, b, c, d));
	}

	list(): FunctionReply[] {
		const found: FunctionReply[] = [];
		while (this.ask(STRANGER, 'list', found.length) === 0) found.push(this.#function());
		return found;
	}

	/** The function that was described, or the error. */
	functionOf(source: number, index: number): FunctionReply | number {
		const status = this.ask(source, 'function', index);
		return status === 0 ? this.#function() : status;
	}

	bar(source: number, fn: number, index: number): Range | number {
		const status = this.ask(source, 'bar', fn, index);
		return status === 0 ? range(this.#reply(), 8) : status;
	}

	read(source: number, fn: number, offset: number, width: number): number | undefined {
		const status = this.ask(source, 'read', fn, offset, width);
		return status === 0 ? this.#reply().readUInt32LE(8) : undefined;
	}

	/** The functions and their ranges, or the error. */
	resources(
		source: number,
		match: { vendor?: number; device?: number; classCode?: number },
		count = 64,
		grant = 1,
	): { fn: number; ranges: Range[] }[] | number {
		const { vendor = ANY, device = ANY, classCode = ANY_CLASS } = match;
		const { guest } = this;
		const type = FIRST_TYPE + TYPES.indexOf('resources');
		const replies = guest.ask_resources(source, vendor, device, classCode, count, grant);
		const status = this.#status(source, type, replies);
		if (status < 0) return status;
		return Array.from({ length: status }, (_, index) => {
			const bytes = this.#memory(guest.resources_at(index), 12 + 6 * 12);
			const ranges = Array.from({ length: 6 }, (__, bar) => range(bytes, 12 + 12 * bar));
			return { fn: bytes.readUInt16LE(0), ranges: ranges.filter(({ length }) => length > 0) };
		});
	}

	log(): string {
		return this.#text(this.guest.log_at());
	}

	breach(): string {
		return this.#text(this.guest.breach_text());
	}

	resetsOf(fn: number): number {
		return this.guest.resets_of(fn);
	}

	wasMasterInReset(): boolean {
		return this.guest.was_master_in_reset() !== 0;
	}

	configWrites(): number {
		return this.guest.config_writes();
	}

	pausedUs(): number {
		return Number(this.guest.paused_us());
	}

	/** Runs a random case; empty, or the promise that was broken. */
	fuzz(seed: number): string {
		const at = this.guest.fuzz(seed);
		return at === 0 ? '' : this.#text(at);
	}

	#status(source: number, type: number, replies: number): number {
		if (replies !== 1 || !this.guest.reply_is_for(source, type)) {
			throw new Error(`Expected one answer to request ${type}, found ${replies}.`);
		}
		return this.guest.reply_status();
	}

	#reply(): Buffer {
		return this.#memory(this.guest.reply_body(), 56);
	}

	#function(): FunctionReply {
		const body = this.#reply();
		return {
			fn: body.readUInt16LE(8),
			vendor: body.readUInt16LE(10),
			device: body.readUInt16LE(12),
			classCode: body.readUIntBE(14, 3),
			irq: body.readUInt8(18),
			canReset: body.readUInt8(19) !== 0,
		};
	}

	#memory(at: number, length: number): Buffer {
		return Buffer.from(this.guest.memory.buffer, at, length);
	}

	#text(at: number): string {
		const bytes = this.#memory(at, this.guest.memory.buffer.byteLength - at);
		return bytes.subarray(0, bytes.indexOf(0)).toString('latin1');
	}
}

function range(bytes: Buffer, at: number): Range {
	return {
		base: bytes.readUInt32LE(at),
		length: bytes.readUInt32LE(at + 4),
		isMemory: bytes.readUInt32LE(at + 8) !== 0,
	};
}
