/**
 * The RTL8139's driver, compiled to WebAssembly, on the machine's own model of the card: the model
 * masters the driver's memory, so that what passes between them is what would in the machine.
 * Registers can be made to lie.
 */
import {
	NET_SOURCES,
	NetClient,
	type NetClientExports,
} from '../../../os-image/lib/libdriver/host_test/net_client.test-support.ts';
import {
	compileWasmModule,
	TRAP_UNDEFINED,
} from '../../../os-image/lib/libsys/host_test/wasm.test-support.ts';
import type { AccessSize } from '../../../src/machine/devices/pci_function.ts';
import { Rtl8139 } from '../../../src/machine/devices/rtl8139.ts';
import { TestBus } from '../../../src/machine/devices/test_bus.test-support.ts';
import { TestCable } from '../../../src/machine/devices/test_cable.test-support.ts';

export const STATION = Uint8Array.of(0x02, 0x4b, 0x54, 0x00, 0x81, 0x39);
export const RING_BYTES = 0x10000;
export const MODE_BROADCAST = 1;
const REGION_BYTES = 0x8000;
/** The client's grant that frames are taken with. */
const REGION_GRANT = 0;

/** An interrupt that the driver does not end within so many turns is a storm. */
const INTERRUPTS_MAX = 1_000;

interface Harness extends NetClientExports {
	start(noCard: number): void;
	interrupt(): number;
	ring_at(): number;
	guards_hold(): number;
	passed_us(): bigint;
	log_at(): number;
	clear_log(): void;
}

const module = await compileWasmModule(
	[
		...NET_SOURCES,
		...[
			'card',
			'driver',
			'filter',
			'interrupt',
			'link',
			'receive',
			'recovery',
			'ring',
			'send',
		].map((name) => `drivers/rtl8139/${name}.c`),
		'drivers/rtl8139/host_test/harness.c',
		...['errno', 'stdio/format', 'stdio/snprintf'].map((name) => `os-image/lib/libc/${name}.c`),
		...['copy', 'scan'].map((name) => `os-image/lib/libc/string/${name}.c`),
	],
	TRAP_UNDEFINED,
);

/** The bus whose memory is the driver's own. */
class DriverBus extends TestBus {
	bytes = new Uint8Array(0);

	override dmaRead(address: number, length: number): Uint8Array | undefined {
		if (!this.isMaster) return undefined;
		return this.bytes.subarray(address, address + length);
	}

	override dmaWrite(address: number, bytes: Uint8Array): boolean {
		if (!this.isMaster) return false;
		this.bytes.set(bytes, address);
		return true;
	}
}

export class DriverOnCard {
	readonly card = new Rtl8139(STATION);
	readonly bus = new DriverBus(this.card, 0);
	readonly cable: TestCable;
	/** What the driver reads instead of a register's value, by the register's offset. */
	readonly lies = new Map<number, (value: number) => number>();
	/** Registers that swallow what is written to them. */
	readonly deaf = new Set<number>();
	client!: NetClient<Harness>;
	/** The region that waits, and how many replies there were before. */
	#region: { id: number; before: number } | undefined;

	private constructor(nsPerByte: number) {
		this.cable = new TestCable(this.bus, nsPerByte);
		this.card.connect(this.cable);
		this.card.reset();
		this.bus.isMaster = false;
	}

	/** `prepare` brings the card into the state in which the driver finds it. */
	static async power(
		prepare: (on: DriverOnCard) => void = () => undefined,
		nsPerByte = 0,
	): Promise<DriverOnCard> {
		const on = new DriverOnCard(nsPerByte);
		prepare(on);
		const { exports } = await WebAssembly.instantiate(module, {
			card: {
				read: (reg: number, size: AccessSize) => on.read(reg, size),
				write: (reg: number, size: AccessSize, value: number) => on.write(reg, size, value),
				master: (isOn: number) => {
					on.bus.isMaster = isOn !== 0;
				},
			},
		});
		on.client = new NetClient(exports as unknown as Harness);
		on.bus.bytes = new Uint8Array(on.client.guest.memory.buffer);
		return on;
	}

	/** Powered, started and configured. */
	static async start(nsPerByte = 0): Promise<DriverOnCard> {
		const on = await DriverOnCard.power(undefined, nsPerByte);
		on.client.guest.start(0);
		on.client.statusOf(on.client.configure(MODE_BROADCAST));
		return on;
	}

	read(reg: number, size: AccessSize): number {
		const value = this.card.read(0, reg, size);
		return this.lies.get(reg)?.(value) ?? value;
	}

	write(reg: number, size: AccessSize, value: number): void {
		if (!this.deaf.has(reg)) this.card.write(0, reg, size, value >>> 0);
	}

	/** The handler runs while the card asserts its line; how often. */
	interrupt(): number {
		for (let count = 0; count < INTERRUPTS_MAX; count++) {
			if (!this.bus.interrupt) return count;
			this.client.guest.interrupt();
		}
		throw new Error(`The interrupt is asserted after ${INTERRUPTS_MAX} times.`);
	}

	/** Takes all frames that have come, with as many regions as that needs; the last one waits. */
	take(): Buffer[] {
		const taken: Buffer[] = [];
		for (;;) {
			const before = this.client.guest.reply_number();
			this.#region ??= { id: this.client.receive(REGION_GRANT, REGION_BYTES), before };
			const { id } = this.#region;
			const reply = this.client.replies(this.#region.before).find((one) => one.id === id);
			if (!reply) return taken;
			this.#region = undefined;
			taken.push(...this.client.framesIn(REGION_GRANT, reply));
		}
	}

	arrive(content: Buffer): void {
		this.card.receive(content);
		this.interrupt();
	}

	advance(ns: number): void {
		this.bus.advance(ns);
		this.interrupt();
	}

	get ring(): Buffer {
		return this.client.memory(this.client.guest.ring_at(), RING_BYTES);
	}

	get log(): string {
		const memory = this.client.guest.memory.buffer;
		const bytes = this.client.memory(
			this.client.guest.log_at(),
			memory.byteLength - this.client.guest.log_at(),
		);
		return bytes.subarray(0, bytes.indexOf(0)).toString('latin1');
	}

	/** What the driver says as it panics in `work`. */
	panicOf(work: () => void): string {
		try {
			work();
		} catch (error) {
			if (!(error instanceof WebAssembly.RuntimeError)) throw error;
			return /panic: (.*)/.exec(this.log)?.[1] ?? String(error);
		}
		return 'it did not panic';
	}
}

/** A frame to the station: its number, then bytes that tell it from all others. */
export function frameTo(station: Uint8Array, sequence: number, length: number): Buffer {
	const frame = Buffer.alloc(length);
	for (let at = 0; at < length; at++) frame[at] = sequence * 13 + at * 7;
	frame.set(station);
	frame.writeUInt32LE(sequence, station.length);
	return frame;
}
