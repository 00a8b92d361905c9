/**
 * The ATA driver on a modelled channel, compiled to WebAssembly: which commands it gives, that data
 * arrive whole, and what it does about drives that fail, fall silent or lie.
 */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
	compileToWasm,
	SeededRandom,
} from '../../../os-image/lib/libsys/host_test/wasm.test-support.ts';

interface Harness {
	memory: WebAssembly.Memory;
	begin(): void;
	setup(sectors: bigint, hasDma: number, hasLba48: number, hasMaster: number): void;
	identity_at(): number;
	identify(): number;
	model_name(): number;
	identified_sectors(): bigint;
	set_fault(fault: number, commands: number): void;
	leave_bus(): void;
	move(sector: bigint, bytes: number, buffer: number, write: number): number;
	buffer_at(buffer: number): number;
	expected_byte(lba: bigint, offset: number): number;
	written_at(): number;
	written_bytes(): number;
	command_count(): number;
	last_command(): number;
	reset_count(): number;
	now_us(): bigint;
	breach_text(): number;
	log_at(): number;
	table_at(): number;
	bring_up(): void;
	describe(minor: number): number;
	device_start(): bigint;
	device_sectors(): bigint;
	ask(index: number, sector: bigint, bytes: number, write: number, flags: number): void;
	ask_while_waiting(): void;
	fail_take(): void;
	run_worker(): void;
	worker_is_due(): number;
	client_at(index: number): number;
	status_of(index: number): number;
	ends_of(index: number): number;
}

/** enum model_fault */
const FAULTS = [
	'unreadable',
	'silent',
	'lost',
	'dma short',
	'dma error',
	'no data',
	'spurious',
	'dead',
	'gone',
	'unplugged',
] as const;
type Fault = (typeof FAULTS)[number];
type Way = 'dma' | 'pio';

const SECTOR = 512;
const TRANSFER_MAX = 65_536;
const SMALL_DISK = 200_000n;
const LARGE_DISK = 2n ** 44n;
const LBA28_END = 2n ** 28n;
const TRIES = 3;
const EIO = -5;
const ENXIO = -6;
const ENODEV = -19;
const EBADGRANT = -202;
const FORCE = 1;
const CALLS = 8;
const LATE_SECTOR = 99n;
const RANDOM_TRANSFERS = 300;
/** Three tries with their time-outs, and the resets in between. */
const PATIENCE_US = 20_000_000n;
/** What file servers grant a request. */
const CLIENT_PATIENCE_US = 10_000_000n;
/** Resets and the time that drives have to answer after them. */
const AT_ONCE_US = 100_000n;

let guest: Harness;

beforeAll(async () => {
	guest = (await compileToWasm([
		...['channel', 'dma', 'drives', 'explain', 'identify', 'transfer', 'worker'].map(
			(name) => `drivers/at_disk/${name}.c`,
		),
		...['harness', 'model'].map((name) => `drivers/at_disk/host_test/${name}.c`),
		'os-image/lib/libdriver/partition.c',
		...['errno', 'stdio/format', 'stdio/snprintf'].map((name) => `os-image/lib/libc/${name}.c`),
		...['copy', 'memory', 'scan'].map((name) => `os-image/lib/libc/string/${name}.c`),
	])) as unknown as Harness;
	guest.begin();
});

beforeEach(() => setup(SMALL_DISK, 'dma'));

function setup(sectors: bigint, way: Way, { lba48 = true, master = true } = {}): void {
	guest.setup(sectors, way === 'dma' ? 1 : 0, lba48 ? 1 : 0, master ? 1 : 0);
	expect(guest.identify()).toBe(0);
}

const memory = (at: number, length: number) => Buffer.from(guest.memory.buffer, at, length);

function text(at: number): string {
	const bytes = memory(at, guest.memory.buffer.byteLength - at);
	return bytes.subarray(0, bytes.indexOf(0)).toString('latin1');
}

const log = () => text(guest.log_at());
const fail = (fault: Fault, commands: number) => guest.set_fault(FAULTS.indexOf(fault), commands);
const command = () => guest.last_command();

function sectors(lba: bigint, bytes: number): Buffer {
	const expected = Buffer.alloc(bytes);
	for (let at = 0; at < bytes; at++) {
		expected[at] = guest.expected_byte(lba + BigInt(Math.floor(at / SECTOR)), at % SECTOR);
	}
	return expected;
}

/** Reads, and checks that what lies behind the transfer in the buffer was left alone. */
function read(lba: bigint, bytes: number, buffer = 0): Buffer {
	memory(guest.buffer_at(buffer), TRANSFER_MAX).fill(0xa5);
	expect(guest.move(lba, bytes, buffer, 0)).toBe(0);
	expect(text(guest.breach_text())).toBe('');
	const found = memory(guest.buffer_at(buffer), TRANSFER_MAX);
	expect(found.subarray(bytes).every((byte) => byte === 0xa5)).toBe(true);
	return Buffer.from(found.subarray(0, bytes));
}

function write(lba: bigint, content: Buffer, buffer = 0): Buffer {
	memory(guest.buffer_at(buffer), content.length).set(content);
	expect(guest.move(lba, content.length, buffer, 1)).toBe(0);
	expect(text(guest.breach_text())).toBe('');
	return Buffer.from(memory(guest.written_at(), guest.written_bytes()));
}

describe('a transfer', () => {
	it.each<[Way, bigint, number, number]>([
		['dma', SMALL_DISK, 0xc8, 0xca],
		['pio', SMALL_DISK, 0x20, 0x30],
		['dma', LARGE_DISK, 0x25, 0x35],
		['pio', LARGE_DISK, 0x24, 0x34],
	])('by %s on a disk of %d sectors uses commands %d and %d', (way, size, reading, writing) => {
		setup(size, way);
		const lba = size - 128n;
		expect(read(lba, TRANSFER_MAX).equals(sectors(lba, TRANSFER_MAX))).toBe(true);
		expect(command()).toBe(reading);
		const content = sectors(4711n, TRANSFER_MAX);
		expect(write(lba, content).equals(content)).toBe(true);
		expect(command()).toBe(writing);
	});

	it('takes 48-bit addresses only as far as it needs them', () => {
		setup(LARGE_DISK, 'dma');
		read(LBA28_END - 2n, 2 * SECTOR);
		expect(command()).toBe(0xc8);
		read(LBA28_END - 1n, 2 * SECTOR);
		expect(command()).toBe(0x25);
	});

	it('goes by PIO when there is no bus master, or the drive knows no DMA', () => {
		setup(SMALL_DISK, 'dma', { master: false });
		read(5n, SECTOR);
		expect(command()).toBe(0x20);
	});

	it('flushes with the command of the drive', () => {
		expect(guest.move(0n, 0, 0, 0)).toBe(0);
		expect(command()).toBe(0xea);
		setup(SMALL_DISK, 'dma', { lba48: false });
		expect(guest.move(0n, 0, 0, 0)).toBe(0);
		expect(command()).toBe(0xe7);
	});

	it.each<Way>(['dma', 'pio'])(
		`by %s arrives whole, ${RANDOM_TRANSFERS} at random with spurious and lost interrupts (seed 1)`,
		(way) => {
			setup(SMALL_DISK, way);
			const random = new SeededRandom(1);
			for (let round = 0; round < RANDOM_TRANSFERS; round++) {
				const bytes = SECTOR * (1 + random.below(random.pick([1, 8, 128])));
				const lba = BigInt(random.below(Number(SMALL_DISK) - bytes / SECTOR));
				const buffer = random.below(2);
				fail('spurious', random.below(3));
				fail('lost', random.below(2));
				if (random.below(2) === 0) {
					expect(read(lba, bytes, buffer).equals(sectors(lba, bytes))).toBe(true);
				} else {
					const content = sectors(lba + 1n, bytes);
					expect(write(lba, content, buffer).equals(content)).toBe(true);
				}
			}
			expect(guest.reset_count()).toBe(0);
			expect(log()).toBe('');
		},
	);
});

describe('a drive that fails', () => {
	const transient: readonly [Fault, Way][] = [
		['unreadable', 'dma'],
		['unreadable', 'pio'],
		['silent', 'dma'],
		['silent', 'pio'],
		['dma short', 'dma'],
		['dma error', 'dma'],
		['no data', 'pio'],
		['gone', 'dma'],
		['gone', 'pio'],
	];

	it.each(transient)('(%s, %s) for fewer than three commands is not noticed', (fault, way) => {
		for (const buffer of [0, 1]) {
			setup(SMALL_DISK, way);
			fail(fault, TRIES - 1);
			expect(read(77n, TRANSFER_MAX, buffer).equals(sectors(77n, TRANSFER_MAX))).toBe(true);
			expect(guest.command_count()).toBe(TRIES);
			expect(guest.reset_count()).toBe(TRIES - 1);
			expect(log()).toBe('');
		}
	});

	it.each(transient)('(%s, %s) each time is given up with EIO and one line', (fault, way) => {
		setup(SMALL_DISK, way);
		fail(fault, 100);
		const before = guest.now_us();
		expect(guest.move(77n, 1024, 0, 0)).toBe(EIO);
		expect(guest.now_us() - before).toBeLessThan(PATIENCE_US);
		expect(guest.command_count()).toBe(TRIES);
		expect(text(guest.breach_text())).toBe('');
		expect(log()).toMatch(
			/^at_disk: drive 0: READ (DMA|SECTORS) of 2 at sector 77 failed 3 times: .*status 0x.. .*error 0x..[^\n]*\n$/,
		);
	});

	it.each(transient)('(%s, %s) works on when it has recovered', (fault, way) => {
		setup(SMALL_DISK, way);
		fail(fault, TRIES);
		expect(guest.move(77n, 1024, 0, 1)).toBe(EIO);
		const content = sectors(1n, 4096);
		expect(write(77n, content).equals(content)).toBe(true);
	});

	it('names the bits of its status and error', () => {
		fail('unreadable', TRIES);
		guest.move(77n, 1024, 0, 0);
		expect(log()).toContain(
			'the drive reports an error: status 0x41 (DRDY ERR), error 0x40 (UNC)',
		);
	});

	it('for good, busy after a reset, is given up after the first try', () => {
		fail('dead', 1);
		const before = guest.now_us();
		expect(guest.move(77n, 1024, 0, 0)).toBe(EIO);
		expect(guest.command_count()).toBe(0);
		expect(guest.now_us() - before).toBeLessThan(PATIENCE_US);
		expect(log()).toMatch(/takes no command: status 0x80 \(BSY\)/);
	});

	it.each<Way>(['dma', 'pio'])('for good, off the bus, is given up at once (%s)', (way) => {
		setup(SMALL_DISK, way);
		fail('unplugged', 1);
		const before = guest.now_us();
		for (const bytes of [1024, 0]) {
			expect(guest.move(77n, bytes, 0, 0)).toBe(EIO);
		}
		expect(guest.now_us() - before).toBeLessThan(AT_ONCE_US);
		expect(log()).toMatch(/^at_disk: .* failed 1 times: nothing answers any more: status 0xff/);
	});

	it.each<Fault>(['silent', 'gone'])('in the middle of a flush (%s) is asked again', (fault) => {
		fail(fault, 1);
		expect(guest.move(0n, 0, 0, 0)).toBe(0);
		expect(guest.reset_count()).toBe(1);
	});

	it('in each flush is given up before the client loses its patience', () => {
		fail('silent', 100);
		const before = guest.now_us();
		expect(guest.move(0n, 0, 0, 0)).toBe(EIO);
		expect(guest.now_us() - before).toBeLessThan(CLIENT_PATIENCE_US);
	});
});

describe('what a drive says about itself', () => {
	const word = (index: number, value: number) =>
		memory(guest.identity_at(), 512).writeUInt16LE(value, 2 * index);

	it('gives its size and its name, its characters the right way around', () => {
		setup(LARGE_DISK, 'dma');
		expect(guest.identified_sectors()).toBe(LARGE_DISK);
		expect(text(guest.model_name())).toBe('Model drive');
		setup(SMALL_DISK, 'dma', { lba48: false });
		expect(guest.identified_sectors()).toBe(SMALL_DISK);
	});

	it('is printed without its control characters', () => {
		word(27, 0x1b5b);
		guest.identify();
		expect(text(guest.model_name())).toBe('?[del drive');
	});

	it.each<[string, () => void, RegExp]>([
		['no ATA disk', () => word(0, 0x8580), /no ATA disk/],
		['no LBA', () => word(49, 0), /no LBA/],
		['no sectors', () => [100, 101, 102, 103].map((index) => word(index, 0)), /no sectors/],
		[
			'sectors of 4096 bytes',
			() => {
				word(106, 0x5000);
				word(117, 2048);
			},
			/sectors are not of 512 bytes/,
		],
	])('is refused: %s', (_name, spoil, reason) => {
		spoil();
		expect(guest.identify()).toBe(ENODEV);
		expect(log()).toMatch(reason);
	});
});

describe('bringing the channel up', () => {
	/** Two partitions that are good and one that is not. */
	function writeTable(): void {
		const table = memory(guest.table_at(), SECTOR).fill(0);
		for (const [index, start, count] of [
			[0, 64, 1000],
			[1, 2000, 3000],
			[2, 199_999, 2],
		] as const) {
			const at = 446 + 16 * index;
			table[at + 4] = 0x81;
			table.writeUInt32LE(start, at + 8);
			table.writeUInt32LE(count, at + 12);
		}
		table.writeUInt16BE(0x55aa, 510);
	}

	it('finds the drive, its good partitions and no second drive', () => {
		writeTable();
		guest.bring_up();
		expect(text(guest.breach_text())).toBe('');
		expect(guest.describe(0)).toBe(0);
		expect(guest.device_sectors()).toBe(SMALL_DISK);
		expect(guest.describe(2)).toBe(0);
		expect([guest.device_start(), guest.device_sectors()]).toEqual([2000n, 3000n]);
		for (const minor of [3, 4, 5, 15, 16, 17, 32, 255]) {
			expect(guest.describe(minor)).toBe(ENXIO);
		}
		expect(log()).toMatch(/drive 0: Model drive, 97 MB, DMA, LBA48\n/);
		expect(log()).toMatch(
			/drive 0: partition 3 is refused: its last sector, 200000, is beyond/,
		);
	});

	it('serves the whole of a disk without a partition table', () => {
		guest.bring_up();
		expect(guest.describe(0)).toBe(0);
		expect(guest.describe(1)).toBe(ENXIO);
		expect(log()).toMatch(/drive 0 has no partition table/);
	});

	it('serves the whole of a disk whose table cannot be read', () => {
		guest.set_fault(FAULTS.indexOf('dma error'), 100);
		guest.bring_up();
		expect(guest.describe(0)).toBe(0);
		expect(guest.describe(1)).toBe(ENXIO);
		expect(log()).toMatch(/READ DMA of 1 at sector 0 failed 3 times/);
	});

	it('brings back a drive that had left the bus', () => {
		guest.leave_bus();
		guest.bring_up();
		expect(guest.describe(0)).toBe(0);
	});

	it.each<Fault>(['dead', 'silent', 'unreadable', 'no data', 'unplugged'])(
		'of a drive that is %s ends in time, without it',
		(fault) => {
			fail(fault, 100);
			guest.bring_up();
			expect(guest.now_us()).toBeLessThan(PATIENCE_US);
			expect(guest.describe(0)).toBe(ENXIO);
			expect(log()).toMatch(/^at_disk: .*\n$/);
		},
	);
});

describe('the worker', () => {
	const client = (index: number, length: number) => memory(guest.client_at(index), length);

	beforeEach(() => {
		guest.bring_up();
		expect(guest.describe(0)).toBe(0);
	});

	function expectAnsweredOnce(statuses: readonly number[]): void {
		const all = statuses.map((_, index) => index);
		expect(all.map((index) => guest.ends_of(index))).toEqual(statuses.map(() => 1));
		expect(all.map((index) => guest.status_of(index))).toEqual(statuses);
		expect(text(guest.breach_text())).toBe('');
		expect(guest.worker_is_due()).toBe(0);
	}

	it('answers each of many calls once, reads with their own data although writes lie between', () => {
		for (let index = 0; index < CALLS; index++) {
			client(index, TRANSFER_MAX).fill(index);
			guest.ask(index, BigInt(1000 * index), TRANSFER_MAX, index % 2, 0);
		}
		guest.run_worker();
		expectAnsweredOnce(Array(CALLS).fill(0));
		for (let index = 0; index < CALLS; index += 2) {
			const expected = sectors(BigInt(1000 * index), TRANSFER_MAX);
			expect(client(index, TRANSFER_MAX).equals(expected)).toBe(true);
		}
		const written = memory(guest.written_at(), guest.written_bytes());
		expect(written.equals(Buffer.alloc(TRANSFER_MAX, CALLS - 1))).toBe(true);
	});

	it('comes back for calls that come when it has gone', () => {
		guest.ask(0, 1n, SECTOR, 0, 0);
		guest.run_worker();
		guest.ask(1, 2n, SECTOR, 0, 0);
		guest.run_worker();
		expectAnsweredOnce([0, 0]);
	});

	it('takes a call that comes while it waits', () => {
		guest.ask(0, 1n, SECTOR, 0, 0);
		guest.ask_while_waiting();
		guest.run_worker();
		expectAnsweredOnce([0]);
		expect(guest.ends_of(CALLS - 1)).toBe(1);
		expect(client(CALLS - 1, SECTOR).equals(sectors(LATE_SECTOR, SECTOR))).toBe(true);
	});

	it('goes on with the others when one fails or a client is gone', () => {
		fail('unreadable', TRIES);
		guest.ask(0, 1n, SECTOR, 0, 0);
		guest.fail_take();
		guest.ask(1, 2n, SECTOR, 1, 0);
		guest.ask(2, 3n, SECTOR, 0, 0);
		guest.run_worker();
		expectAnsweredOnce([EIO, EBADGRANT, 0]);
		expect(client(2, SECTOR).equals(sectors(3n, SECTOR))).toBe(true);
	});

	it('flushes after a write that is to be on the medium, and when asked to', () => {
		guest.ask(0, 1n, SECTOR, 1, FORCE);
		guest.run_worker();
		expectAnsweredOnce([0]);
		expect(command()).toBe(0xea);
		guest.ask(0, 1n, SECTOR, 1, 0);
		guest.run_worker();
		expect(command()).toBe(0xca);
		guest.ask(0, 0n, 0, 0, 0);
		guest.run_worker();
		expectAnsweredOnce([0]);
		expect(command()).toBe(0xea);
	});
});
