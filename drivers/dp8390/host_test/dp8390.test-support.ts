/**
 * The driver on the machine's own model of its card: the driver's C, compiled to WebAssembly, whose
 * ports lead to the model, with INET played by the test. A port access takes time, so that
 * the card does something meanwhile.
 */
import {
	frameCount,
	NET_SOURCES,
	NetClient,
	type NetClientExports,
	type Reply,
} from '../../../os-image/lib/libdriver/host_test/net_client.test-support.ts';
import {
	compileWasmModule,
	TRAP_UNDEFINED,
} from '../../../os-image/lib/libsys/host_test/wasm.test-support.ts';
import { Ne2000Pci } from '../../../src/machine/devices/ne2000_pci.ts';
import type { AccessSize } from '../../../src/machine/devices/pci_function.ts';
import { TestBus } from '../../../src/machine/devices/test_bus.test-support.ts';
import { TestCable } from '../../../src/machine/devices/test_cable.test-support.ts';

interface Harness extends NetClientExports {
	enter(): void;
	start(): void;
	set_card(status: number, ports: number, irq: number): void;
	interrupt(): number;
	next_timer(): bigint;
	fire_timers(): void;
	log_at(): number;
	judge(head: number, page: number, current: number): number;
}

export const STATION = Uint8Array.of(0x02, 0x4b, 0x54, 0x00, 0x00, 0x29);
export const PORTS = 0x20;
export const IRQ = 11;

const ACCESS_NS = 100;
const TIMER_NEVER = 0xffff_ffff_ffff_ffffn;
/** More interrupts in a row than frames can be waiting are a storm. */
const INTERRUPTS_MAX = 300;
/** No turn of the driver needs so many port accesses: it is caught in a loop. */
const ACCESSES_MAX = 2_000_000;

/** What the driver says of itself when it gives up. */
export class Panic extends Error {}

/** What the card says to a read, which a test may replace. */
export type Lie = (offset: number, size: AccessSize, value: number) => number;

const SOURCES = [
	...['card', 'filter', 'interrupt', 'link', 'main', 'pause', 'prom', 'receive', 'recovery'],
	...['registers', 'remote', 'ring', 'send', 'host_test/harness'],
].map((name) => `drivers/dp8390/${name}.c`);

const module = await compileWasmModule(
	[
		...SOURCES,
		...NET_SOURCES,
		...['copy', 'scan'].map((name) => `os-image/lib/libc/string/${name}.c`),
		...['errno', 'stdio/format', 'stdio/snprintf'].map((name) => `os-image/lib/libc/${name}.c`),
		'os-image/lib/libsys/timer_set.c',
	],
	[...TRAP_UNDEFINED, '-Dmain=driver_main'],
);

export class DriverOnCard extends NetClient<Harness> {
	lie: Lie | undefined;
	private accesses = 0;

	private constructor(
		guest: Harness,
		readonly card: Ne2000Pci,
		readonly bus: TestBus,
		readonly cable: TestCable,
	) {
		super(guest);
	}

	/** The driver before it has looked for its card. */
	static async create({ nsPerByte = 800, lie = undefined as Lie | undefined } = {}) {
		const card = new Ne2000Pci(STATION);
		const bus = new TestBus(card, 0);
		const cable = new TestCable(bus, nsPerByte);
		card.connect(cable);
		card.reset();
		let driver: DriverOnCard | undefined;
		const instance = await WebAssembly.instantiate(module, {
			card: {
				read: (offset: number, size: AccessSize) => driver?.read(offset, size),
				write: (offset: number, size: AccessSize, value: number) =>
					driver?.write(offset, size, value >>> 0),
				now_us: () => BigInt(Math.floor(bus.nowNs / 1000)),
				panicked: (at: number) => {
					throw new Panic(driver?.text(at));
				},
			},
		});
		driver = new DriverOnCard(instance.exports as unknown as Harness, card, bus, cable);
		driver.lie = lie;
		try {
			driver.guest.enter();
		} catch (error) {
			if (!(error instanceof Panic) || error.message !== '') throw error;
		}
		return driver;
	}

	/** The driver when INET has configured it. */
	static async start(options: { nsPerByte?: number; mode?: number } = {}) {
		const driver = await DriverOnCard.create(options);
		driver.guest.start();
		const status = driver.statusOf(driver.configure(options.mode));
		if (status !== 0) throw new Error(`The driver is not configured: ${status}`);
		return driver;
	}

	/** A frame comes, whether there is room for it or not. */
	arrive(frame: Uint8Array): void {
		this.card.receive(frame);
		this.settle();
	}

	/** The same when it finds room, as on a link with flow control. */
	offer(frame: Uint8Array): boolean {
		const isTaken = this.card.canReceive(frame.length);
		if (isTaken) this.arrive(frame);
		return isTaken;
	}

	/** Lets time pass, with interrupts and timers. */
	advance(us: number): void {
		const endNs = this.bus.nowNs + us * 1000;
		while (this.bus.nowNs < endNs) {
			const timer = this.guest.next_timer();
			const timerNs = timer === TIMER_NEVER ? Infinity : Number(timer) * 1000;
			const nextNs = Math.min(timerNs, this.bus.timerAtNs(0), endNs);
			this.bus.advance(Math.max(nextNs - this.bus.nowNs, 0));
			this.settle();
			if (timerNs <= this.bus.nowNs) {
				this.accesses = 0;
				this.guest.fire_timers();
				this.settle();
			}
		}
	}

	/** Serves the card's interrupts until there are none. */
	settle(): void {
		for (let count = 0; this.bus.interrupt; count++) {
			if (count === INTERRUPTS_MAX) throw new Error('The card interrupts without end.');
			this.accesses = 0;
			if (!this.guest.interrupt()) throw new Error('The line is not enabled again.');
		}
	}

	override ask(...request: Parameters<NetClient<Harness>['ask']>): number {
		this.accesses = 0;
		const id = super.ask(...request);
		this.settle();
		return id;
	}

	/** Answers to NET_RECEIVE since the one with this index. */
	received(grant: number, from: number): { frames: Buffer[]; replies: Reply[] } {
		const replies = this.replies(from).filter((reply) => frameCount(reply) > 0);
		return { frames: replies.flatMap((reply) => this.framesIn(grant, reply)), replies };
	}

	get log(): string {
		return this.text(this.guest.log_at());
	}

	/** What the card says; the driver's accesses go through here, a test's own may. */
	read(offset: number, size: AccessSize): number {
		this.tick();
		const value = this.card.read(0, offset, size);
		return this.lie ? this.lie(offset, size, value) : value;
	}

	write(offset: number, size: AccessSize, value: number): void {
		this.tick();
		this.card.write(0, offset, size, value);
	}

	private tick(): void {
		if (++this.accesses > ACCESSES_MAX) throw new Error('The driver is caught in a loop.');
		this.bus.advance(ACCESS_NS);
	}

	private text(at: number): string {
		const bytes = this.memory(at, this.guest.memory.buffer.byteLength - at);
		return bytes.subarray(0, bytes.indexOf(0)).toString('latin1');
	}
}
