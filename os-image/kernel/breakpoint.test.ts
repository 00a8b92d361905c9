/*
 * Breakpoints of the host in a whole guest: an INT3 that the test writes into a running driver,
 * and those of processes themselves, with all that a handler may say to them.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BootedGuest } from '../../src/channel/booted_guest.test-support.ts';
import { readManifest } from '../../src/cli/os_files.ts';
import type { Breakpoint, BreakpointHandler, Snapshot } from '../../src/machine/api.ts';
import { findProcess, type GuestProcess } from '../../src/machine/introspect.ts';
import type { Manifest } from '../../src/machine/manifest.ts';

const BOOT_TIMEOUT_MS = 60_000;
const DRIVER = 'chr.random';
/** Called once for a read of so few bytes. */
const FUNCTION = 'generator_fill';
const READ = 'head -c 4 /dev/random | wc -c';
const READ_SUCCEEDS = { status: 0, output: '4\n' };
const INT3 = 0xcc;
const SIGTRAP = 5;
/** Short, so that a hang is found soon. */
const HEARTBEAT_MS = 100;
const LIMIT_US = 1e6;
/** From one INT3 to the next when the host says "again" and leaves it there: 181 when measured. */
const MAX_COST_INSTRUCTIONS = 250;

let guest: BootedGuest;
let manifest: Manifest;
let warm: Snapshot;
let address: number;
const handlers: (() => void)[] = [];

beforeAll(async () => {
	manifest = await readManifest();
	address = manifest.binary('random').symbol(FUNCTION).address;
	guest = await BootedGuest.boot();
	const { channel, machine } = guest;
	await guest.during(channel.service({ verb: 'refresh', label: DRIVER, periodMs: HEARTBEAT_MS }));
	warm = machine.snapshot();
}, BOOT_TIMEOUT_MS);

function startAnew(): void {
	for (const unsubscribe of handlers.splice(0)) unsubscribe();
	guest.machine.restore(warm);
	guest.events.length = 0;
}

beforeEach(startAnew);

afterAll(() => guest?.dispose());

function driver(): GuestProcess {
	const process = findProcess(guest.machine, manifest, DRIVER);
	if (!process) throw new Error(`The guest has no ${DRIVER}.`);
	return process;
}

function listen(handler: BreakpointHandler): void {
	handlers.push(guest.machine.onBreakpoint(handler));
}

/** Puts the INT3 in and gives what puts back what was there. */
function plant(): BreakpointHandler {
	const { memory } = guest.machine;
	const { cr3 } = driver();
	const before = memory.readVirtual(cr3, address, 1);
	memory.writeVirtual(cr3, address, Uint8Array.of(INT3));
	return (breakpoint) => {
		memory.writeVirtual(breakpoint.cr3, breakpoint.address, before);
		return true;
	};
}

interface Told {
	readonly ev: string;
	readonly label?: string;
	readonly class?: string;
	readonly detail?: string;
}

/** What became of the driver. */
function told(): Told[] {
	return guest.events
		.map((line): Told => JSON.parse(line))
		.filter(({ ev, label }) => label === DRIVER && ['defect', 'restart'].includes(ev));
}

describe('an INT3 that the host has written into a driver', () => {
	it('is told of once, and with what was there before the driver goes on', async () => {
		const putBack = plant();
		const asked: Breakpoint[] = [];
		listen((breakpoint) => {
			asked.push(breakpoint);
			return putBack(breakpoint);
		});
		expect(await guest.shell(READ)).toEqual(READ_SUCCEEDS);
		expect(asked).toEqual([{ cr3: driver().cr3, address }]);
		expect(await guest.shell(READ)).toEqual(READ_SUCCEEDS);
		expect(asked).toHaveLength(1);
		expect(told()).toEqual([]);
	});

	it('is an exception of the driver when nobody listens', async () => {
		plant();
		await guest.shell(READ);
		expect(told()).toEqual([
			expect.objectContaining({
				...{ ev: 'defect', class: 'exception' },
				detail: expect.stringMatching(/^breakpoint .* in generator_fill/),
			}),
			expect.objectContaining({ ev: 'restart' }),
		]);
		expect(await guest.shell(READ)).toEqual(READ_SUCCEEDS);
	});

	it('holds up just this driver when the host says "again" for ever', async () => {
		plant();
		const { machine, channel } = guest;
		const moments: number[] = [];
		listen(() => moments.push(machine.processor.instructions) > 0);
		const read = channel.exec(READ);
		machine.runSync({ forUs: LIMIT_US, until: () => moments.length > 0 });
		expect(await guest.shell('echo meanwhile')).toEqual({ status: 0, output: 'meanwhile\n' });
		expect(told()).toEqual([]);
		expect((await guest.during(read)).status).toBe(0);
		expect(told()).toEqual([
			expect.objectContaining({ ev: 'defect', class: 'heartbeat' }),
			expect.objectContaining({ ev: 'restart' }),
		]);
		const [first = 0, second = 0] = moments;
		expect(second - first).toBeGreaterThan(1);
		expect(second - first).toBeLessThan(MAX_COST_INSTRUCTIONS);
		expect(await guest.shell(READ)).toEqual(READ_SUCCEEDS);
	});

	it('makes no run differ from its repetition', async () => {
		const { machine } = guest;
		const run = async () => {
			startAnew();
			const putBack = plant();
			let atInstruction = 0;
			listen((breakpoint) => {
				atInstruction = machine.processor.instructions;
				return putBack(breakpoint);
			});
			machine.com1.send('head -c 4 /dev/random >/dev/null\n');
			machine.runSync({ forUs: 100_000 });
			return { atInstruction, ram: await machine.hashRam() };
		};
		const first = await run();
		expect(first.atInstruction).toBeGreaterThan(0);
		expect(await run()).toEqual(first);
	});
});

/** A program of these bytes, as an ELF executable (System V ABI, chapters 4 and 5). */
function programOf(...code: readonly number[]): Uint8Array {
	const headerBytes = 52;
	const segmentHeaderBytes = 32;
	const base = 0x400000;
	const start = headerBytes + segmentHeaderBytes;
	const size = start + code.length;
	const readAndExecute = 5;
	const file = new Uint8Array(size);
	file.set(code, start);
	file.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
	const view = new DataView(file.buffer);
	const words = (at: number, values: readonly number[]) => {
		for (const [i, value] of values.entries()) view.setUint32(at + 4 * i, value, true);
	};
	// Executable for the 386, version 1, entry, segment headers, no sections, no flags.
	words(16, [0x00030002, 1, base + start, headerBytes, 0, 0]);
	words(40, [headerBytes | (segmentHeaderBytes << 16), 1]);
	// Loaded: from its start in the file to its address, as long in the file as in memory.
	words(headerBytes, [1, 0, base, base, size, size, readAndExecute, 4096]);
	return file;
}

describe('an INT3 of a process itself', () => {
	it.each([
		['with a handler that says it is none of its own', [INT3], true, 1],
		['without a handler', [INT3], false, 0],
		['in two bytes, which no handler is asked about', [0xcd, 3], true, 0],
	])('ends it by SIGTRAP, %s', async (_, code, isHeard, times) => {
		const asked: Breakpoint[] = [];
		if (isHeard) {
			listen((breakpoint) => {
				asked.push(breakpoint);
				return false;
			});
		}
		await guest.during(guest.channel.put('/tmp/stop', programOf(...code), 0o755));
		expect(await guest.shell('/tmp/stop')).toMatchObject({ status: 128 + SIGTRAP });
		expect(asked).toHaveLength(times);
	});
});
