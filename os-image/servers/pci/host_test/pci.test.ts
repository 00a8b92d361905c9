/**
 * The PCI server's requests on buses with all kinds of functions: what it finds, whom it answers
 * what, what it writes, and how it resets.
 */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
	type Fault,
	type FunctionPlan,
	OWNER,
	PciHarness,
	RS,
	STRANGER,
} from './pci.test-support.ts';

const EPERM = -1;
const ENOENT = -2;
const EIO = -5;
const EACCES = -13;
const ENODEV = -19;
const EINVAL = -22;
const EOPNOTSUPP = -95;
const EBADGRANT = -202;

const FUZZ_CASES = 1_000;
const FIRST_SEED = 1;

const BRIDGE = 0x060400;
const IDE = 0x010180;
const IDE_NATIVE = 0x010185;

/** bus << 8 | device << 3 | function */
const at = (bus: number, device: number, fn = 0) => (bus << 8) | (device << 3) | fn;
const CARD = at(0, 3);

const IO_BAR = { value: 0xc001, length: 0x100 };
const MEMORY_BAR = { value: 0xf0000000, length: 0x1000 };

const MASTER = 4;
const COMMAND = 4;

let pci: PciHarness;

beforeAll(async () => {
	pci = await PciHarness.build();
});

beforeEach(() => {
	pci.clear();
	return () => {
		expect(pci.breach()).toBe('');
		expect(pci.wasMasterInReset()).toBe(false);
	};
});

const found = () => pci.list().map(({ fn }) => fn);

describe('finding functions', () => {
	it('lists all of bus 0 and nothing where nobody answers', () => {
		pci.add({ at: at(0, 0) });
		pci.add({ at: at(0, 31) });
		expect(found()).toEqual([at(0, 0), at(0, 31)]);
	});

	it('looks for more functions only where the header says that there are some', () => {
		pci.add({ at: at(0, 1), header: 0x80 });
		pci.add({ at: at(0, 1, 3) });
		pci.add({ at: at(0, 2) });
		pci.add({ at: at(0, 2, 3) });
		expect(found()).toEqual([at(0, 1), at(0, 1, 3), at(0, 2)]);
	});

	it('goes behind bridges, and behind bridges there', () => {
		pci.add({ at: at(0, 1), header: 1, classCode: BRIDGE, secondaryBus: 5 });
		pci.add({ at: at(5, 0), header: 0x81, classCode: BRIDGE, secondaryBus: 9 });
		pci.add({ at: at(9, 7) });
		pci.add({ at: at(8, 7) });
		expect(found()).toEqual([at(0, 1), at(5, 0), at(9, 7)]);
	});

	it('visits no bus twice, not even when bridges lead in a circle', () => {
		pci.add({ at: at(0, 1), header: 1, classCode: BRIDGE, secondaryBus: 1 });
		pci.add({ at: at(1, 0), header: 1, classCode: BRIDGE, secondaryBus: 0 });
		pci.add({ at: at(1, 1), header: 1, classCode: BRIDGE, secondaryBus: 1 });
		expect(found()).toEqual([at(0, 1), at(1, 0), at(1, 1)]);
	});

	it('finds nothing in a machine without PCI', () => {
		pci.add({ at: CARD });
		pci.withoutPci();
		expect(found()).toEqual([]);
	});

	it('tells what a function is, its interrupt line, and none where it has none', () => {
		const ids = { vendor: 0x10ec, device: 0x8139, classCode: 0x020012 };
		pci.add({ at: CARD, ...ids, interrupt: [11, 1] });
		pci.add({ at: at(0, 4), interrupt: [11, 0] });
		pci.add({ at: at(0, 5), interrupt: [255, 1] });
		const [card, ...others] = pci.list();
		expect(card).toEqual({ fn: CARD, ...ids, irq: 11, canReset: true });
		expect(others.map(({ irq, canReset }) => [irq, canReset])).toEqual([
			[255, false],
			[255, false],
		]);
	});
});

describe('whose a function is', () => {
	beforeEach(() => {
		pci.add({ at: CARD, bars: { 0: IO_BAR } });
		pci.add({ at: at(0, 4), bars: { 0: { value: 0xd001, length: 0x20 } } });
		pci.own(OWNER, at(0, 9));
		pci.own(OWNER, CARD);
	});

	it('is counted among those of its driver that answer', () => {
		expect(pci.functionOf(OWNER, 0)).toMatchObject({ fn: CARD });
		expect(pci.functionOf(OWNER, 1)).toBe(ENOENT);
		expect(pci.functionOf(STRANGER, 0)).toBe(ENOENT);
	});

	it('decides who is answered: a stranger gets nothing of it', () => {
		expect(pci.bar(STRANGER, CARD, 0)).toBe(EPERM);
		expect(pci.ask(STRANGER, 'read', CARD, 0, 4)).toBe(EPERM);
		expect(pci.ask(STRANGER, 'write', CARD, COMMAND, 2, 7)).toBe(EPERM);
		expect(pci.ask(STRANGER, 'reset', CARD)).toBe(EPERM);
		expect(pci.bar(OWNER, at(0, 4), 0)).toBe(EPERM);
		expect(pci.resources(STRANGER, {})).toBe(EPERM);
		expect(pci.resources(OWNER, {})).toBe(EPERM);
		expect(pci.configWrites()).toBe(0);
	});

	it('does not matter to RS, which may ask about all and write to none', () => {
		expect(pci.bar(RS, CARD, 0)).toMatchObject({ base: 0xc000 });
		expect(pci.read(RS, CARD, 0, 2)).toBe(0x1234);
		expect(pci.ask(RS, 'write', CARD, COMMAND, 2, 7)).toBe(EPERM);
		expect(pci.ask(RS, 'reset', CARD)).toBe(EOPNOTSUPP);
	});

	it('is known for functions that do not answer, which nobody reaches', () => {
		expect(pci.bar(OWNER, at(0, 9), 0)).toBe(ENODEV);
		expect(pci.ask(OWNER, 'write', at(0, 9), COMMAND, 2, 7)).toBe(ENODEV);
		expect(pci.ask(RS, 'reset', at(0, 9))).toBe(ENODEV);
		expect(pci.ask(RS, 'reset', 0x10000 | CARD)).toBe(ENODEV);
		expect(pci.ask(OWNER, 'bar', 0x10000 | CARD, 0)).toBe(EPERM);
	});
});

describe('base addresses', () => {
	const add = (plan: Omit<FunctionPlan, 'at'>) => {
		const space = pci.add({ at: CARD, ...plan });
		pci.own(OWNER, CARD);
		return space;
	};

	it('are given with their lengths, and are as before, like the command register', () => {
		const space = add({ bars: { 0: IO_BAR, 1: MEMORY_BAR }, command: 0x0407 });
		const before = Buffer.from(space);
		expect(pci.bar(OWNER, CARD, 0)).toEqual({ base: 0xc000, length: 0x100, isMemory: false });
		expect(pci.bar(OWNER, CARD, 1)).toEqual({
			base: 0xf0000000,
			length: 0x1000,
			isMemory: true,
		});
		expect(pci.bar(OWNER, CARD, 2)).toBe(ENOENT);
		expect(pci.bar(OWNER, CARD, 6)).toBe(EINVAL);
		expect(space.equals(before)).toBe(true);
	});

	it('are written to find a length once, so that no driver is disturbed again', () => {
		add({ bars: { 0: IO_BAR } });
		pci.bar(OWNER, CARD, 0);
		const writes = pci.configWrites();
		expect(writes).toBeGreaterThan(0);
		pci.bar(OWNER, CARD, 0);
		pci.resources(RS, {});
		expect(pci.configWrites()).toBe(writes);
	});

	it('of 64 bits take two registers, and are there below 4 GB only', () => {
		add({
			bars: {
				0: { value: 0xf0000004, length: 0x4000 },
				1: { value: 0, length: 1 },
				2: { value: 0xe0000004, length: 0x4000 },
				3: { value: 1, length: 1 },
				5: { value: 0xd0000004, length: 0x4000 },
			},
		});
		expect(pci.bar(OWNER, CARD, 0)).toMatchObject({ base: 0xf0000000, length: 0x4000 });
		expect([1, 2, 3, 4, 5].map((index) => pci.bar(OWNER, CARD, index))).toEqual(
			Array(5).fill(ENOENT),
		);
	});

	it.each<[string, NonNullable<FunctionPlan['bars']>]>([
		['do not take what is written', { 0: { value: 0xe0000100, length: 0 } }],
		['have no address yet', { 0: { value: 1, length: 0x100 } }],
		['are all ones', { 0: { value: 0xffffffff, length: 0x10 } }],
		[
			'hold an address that their length does not allow',
			{ 0: { value: 0xf0000100, length: 0x1000 } },
		],
		['name ports beyond the last', { 0: { value: 0x1c001, length: 0x100 } }],
	])('that %s do not count', (_what, bars) => {
		const space = add({ bars });
		const before = Buffer.from(space);
		expect(pci.bar(OWNER, CARD, 0)).toBe(ENOENT);
		expect(space.equals(before)).toBe(true);
	});

	it('of a function that cannot be kept from decoding are left alone', () => {
		add({ bars: { 0: IO_BAR }, lockedCommand: 1 });
		expect(pci.bar(OWNER, CARD, 0)).toBe(ENOENT);
	});

	it('of a bridge are two, of unknown headers none', () => {
		const bars = { 0: MEMORY_BAR, 2: MEMORY_BAR };
		pci.add({ at: at(0, 1), header: 1, bars });
		pci.add({ at: at(0, 2), header: 2, bars });
		expect(pci.bar(RS, at(0, 1), 0)).toMatchObject({ base: 0xf0000000 });
		expect(pci.bar(RS, at(0, 1), 2)).toBe(ENOENT);
		expect(pci.bar(RS, at(0, 2), 0)).toBe(ENOENT);
	});

	it('of IDE channels at the legacy ports mean nothing', () => {
		const bars = {
			0: { value: 0x1f1, length: 8 },
			3: { value: 0x375, length: 4 },
			4: { value: 0xc101, length: 0x10 },
		};
		pci.add({ at: at(0, 1), classCode: IDE, bars });
		pci.add({ at: at(0, 2), classCode: IDE_NATIVE, bars });
		expect([0, 3].map((index) => pci.bar(RS, at(0, 1), index))).toEqual([ENOENT, ENOENT]);
		expect(pci.bar(RS, at(0, 1), 4)).toMatchObject({ base: 0xc100, length: 0x10 });
		expect(pci.bar(RS, at(0, 2), 0)).toMatchObject({ base: 0x1f0, length: 8 });
	});

	it('go to RS for all functions that match, as many as it has room for', () => {
		pci.add({ at: at(0, 1), classCode: IDE, bars: { 4: { value: 0xc101, length: 0x10 } } });
		pci.add({
			at: at(0, 2),
			vendor: 0x10ec,
			device: 0x8139,
			bars: { 0: IO_BAR, 1: MEMORY_BAR },
		});
		const disk = { fn: at(0, 1), ranges: [{ base: 0xc100, length: 0x10, isMemory: false }] };
		expect(pci.resources(RS, { classCode: 0x0101ff })).toEqual([disk]);
		expect(pci.resources(RS, { vendor: 0x10ec, device: 0x8139 })).toMatchObject([
			{ fn: at(0, 2), ranges: [{ base: 0xc000 }, { base: 0xf0000000 }] },
		]);
		expect(pci.resources(RS, {})).toHaveLength(2);
		expect(pci.resources(RS, {}, 1)).toEqual([disk]);
		expect(pci.resources(RS, {}, 0)).toEqual([]);
		expect(pci.resources(RS, { vendor: 0x10ed })).toEqual([]);
		expect(pci.resources(RS, {}, 2, -1)).toBe(EBADGRANT);
	});
});

describe('configuration space', () => {
	let space: Buffer;

	beforeEach(() => {
		space = pci.add({ at: CARD, bars: { 0: IO_BAR }, power: 0x50, command: 0x0003 });
		pci.own(OWNER, CARD);
	});

	it('is read by its owner in any width', () => {
		space.writeUInt32LE(0x11223344, 0xfc);
		expect(pci.read(OWNER, CARD, 0xfc, 4)).toBe(0x11223344);
		expect(pci.read(OWNER, CARD, 0xfe, 2)).toBe(0x1122);
		expect(pci.read(OWNER, CARD, 0xff, 1)).toBe(0x11);
	});

	it('has no registers of other widths, across others or beyond its end', () => {
		for (const [offset, width] of [
			...[
				[0, 0],
				[0, 3],
				[0, 8],
				[2, 4],
				[1, 2],
				[256, 1],
				[0xffffffff, 1],
			],
		] as const) {
			expect([offset, width, pci.ask(OWNER, 'read', CARD, offset, width)]).toEqual([
				offset,
				width,
				EINVAL,
			]);
			expect(pci.ask(OWNER, 'write', CARD, offset, width, 0)).toBe(EINVAL);
		}
	});

	it('takes the enables of the command register from its owner', () => {
		for (const value of [0x0007, 0x0407, 0x0000, 0x0002]) {
			expect(pci.ask(OWNER, 'write', CARD, COMMAND, 2, value)).toBe(0);
			expect(space.readUInt16LE(COMMAND)).toBe(value);
		}
	});

	it('takes nothing else: no other bit, no other width, no other register', () => {
		const before = Buffer.from(space);
		const refused: [offset: number, width: number, value: number][] = [
			...[0x0103, 0x0043, 0x0013, 0x10003].map(
				(value) => [COMMAND, 2, value] as [number, number, number],
			),
			[COMMAND, 4, 7],
			[COMMAND, 1, 7],
			[0x10, 4, 0xd001],
			[0x3c, 1, 5],
			[0x54, 2, 3],
			[0x06, 2, 0xffff],
			[0xfc, 4, 0],
		];
		for (const [offset, width, value] of refused) {
			expect([offset, pci.ask(OWNER, 'write', CARD, offset, width, value)]).toEqual([
				offset,
				EACCES,
			]);
		}
		expect(space.equals(before)).toBe(true);
		expect(pci.configWrites()).toBe(0);
	});
});

describe('a reset', () => {
	const plan: FunctionPlan = {
		at: CARD,
		bars: { 0: IO_BAR, 1: MEMORY_BAR },
		interrupt: [11, 1],
		command: 0x0407,
	};
	const rtl8139 = { ...plan, vendor: 0x10ec, device: 0x8139, kind: 'rtl8139' } as const;

	/** Resets, and compares the header with what it was, bus mastering but switched off. */
	function expectReset(space: Buffer, fn = CARD): void {
		const before = Buffer.from(space.subarray(0, 0x40));
		before.writeUInt16LE(before.readUInt16LE(COMMAND) & ~MASTER, COMMAND);
		expect(pci.ask(RS, 'reset', fn)).toBe(0);
		expect(pci.resetsOf(fn)).toBe(1);
		expect(space.subarray(0, 0x40).equals(before)).toBe(true);
		expect(pci.log()).toBe('');
	}

	it('goes by the power state where that resets, and puts back what was lost', () => {
		expectReset(pci.add({ ...plan, power: 0x50 }));
		expect(pci.pausedUs()).toBe(20_000);
	});

	it('is asked for by the owner, too', () => {
		pci.add({ ...plan, power: 0xf8 });
		pci.own(OWNER, CARD);
		expect(pci.ask(OWNER, 'reset', CARD)).toBe(0);
	});

	it('does not go by a power state that resets nothing', () => {
		pci.add({ ...plan, power: 0x50, noSoftReset: true });
		expect(pci.ask(RS, 'reset', CARD)).toBe(EOPNOTSUPP);
		expect(pci.configWrites()).toBe(0);
	});

	it('goes by the card then, where it is known', () => {
		expectReset(pci.add({ ...rtl8139, power: 0x50, noSoftReset: true }));
	});

	it('of an RTL8139 ends when its RST bit does', () => {
		expectReset(pci.add(rtl8139));
		expect(pci.pausedUs()).toBe(2_000);
	});

	it('of an NE2000 ends when its interrupt status says so', () => {
		const bars = { 0: { value: 0xc101, length: 0x20 } };
		expectReset(pci.add({ ...plan, bars, vendor: 0x10ec, device: 0x8029, kind: 'ne2000' }));
	});

	it('of the channels of an IDE function waits for the drives, where there are some', () => {
		const bars = { 4: { value: 0xc101, length: 0x10 } };
		expectReset(pci.add({ ...plan, bars, classCode: IDE, kind: 'ide' }));
	});

	it('writes no address that was not lost', () => {
		const bars = { 1: { value: 0x3f7, length: 4 }, 4: { value: 0xc101, length: 0x10 } };
		expectReset(pci.add({ ...plan, bars, classCode: IDE, kind: 'ide', fault: 'rounding' }));
	});

	it('switches the ports of a card on for as long as it takes', () => {
		expectReset(pci.add({ ...rtl8139, command: 0x0002 }));
	});

	it('does not touch ports that the card can not be made to answer at', () => {
		pci.add({ ...rtl8139, command: 0x0002, lockedCommand: 1 });
		expect(pci.ask(RS, 'reset', CARD)).toBe(EIO);
		expect(pci.log()).toMatch(/its ports can't be switched on/);
	});

	it('is impossible for cards that nobody knows, and for IDE channels elsewhere', () => {
		pci.add(plan);
		pci.add({ at: at(0, 4), classCode: IDE_NATIVE });
		expect(pci.ask(RS, 'reset', CARD)).toBe(EOPNOTSUPP);
		expect(pci.ask(RS, 'reset', at(0, 4))).toBe(EOPNOTSUPP);
		expect(pci.list().map(({ canReset }) => canReset)).toEqual([false, false]);
		expect(pci.configWrites()).toBe(0);
	});

	it.each<[Fault, RegExp]>([
		['sleepless', /does not go to sleep/],
		['comatose', /does not wake up/],
		['vanishes', /does not wake up/],
		['forgetful', /does not take its addresses/],
		['irrepressible', /does not take its command register/],
	])('that fails since the function %s is told', (fault, reason) => {
		pci.add({ ...plan, power: 0x50, fault });
		expect(pci.ask(RS, 'reset', CARD)).toBe(EIO);
		expect(pci.log()).toMatch(/^pci: 00:03\.0 did not come back from a reset: .*\n$/);
		expect(pci.log()).toMatch(reason);
		expect(pci.pausedUs()).toBe(20_000);
	});

	it('is not begun while the function masters the bus', () => {
		pci.add({ ...rtl8139, lockedCommand: MASTER });
		expect(pci.ask(RS, 'reset', CARD)).toBe(EIO);
		expect(pci.resetsOf(CARD)).toBe(0);
		expect(pci.log()).toMatch(/kept from mastering the bus/);
	});

	it.each([
		{ name: 'an RTL8139', extra: rtl8139, boundMs: 100 },
		{
			name: 'an NE2000',
			extra: { ...plan, vendor: 0x10ec, device: 0x8029, kind: 'ne2000' as const },
			boundMs: 100,
		},
		{
			name: 'a disk',
			extra: { ...plan, classCode: IDE, kind: 'ide' as const },
			boundMs: 810,
		},
	])('of $name that stays stuck is given up in time', ({ extra, boundMs }) => {
		pci.add({ ...extra, fault: 'stuck' });
		expect(pci.ask(RS, 'reset', CARD)).toBe(EIO);
		expect(pci.log()).toMatch(/did not come back from a reset/);
		expect(pci.pausedUs()).toBeLessThanOrEqual(boundMs * 1_000);
	});

	it('of a card without ports is told', () => {
		pci.add({ ...rtl8139, bars: { 1: MEMORY_BAR }, vendor: 0x10ec });
		expect(pci.ask(RS, 'reset', CARD)).toBe(EIO);
		expect(pci.log()).toMatch(/it has no ports/);
	});

	it.each([
		['leads into itself', [0x50, 0x50]],
		['leads in a circle', [0x50, 0x60, 0x50]],
		['leads into the header', [0x10]],
		['ends in all ones', [0xff]],
	])('does not go by a list of capabilities that %s', (_what, path) => {
		const space = pci.add(plan);
		space[0x06] = 0x10;
		let from = 0x34;
		for (const to of path) {
			space[from] = to;
			from = to + 1;
		}
		expect(pci.ask(RS, 'reset', CARD)).toBe(EOPNOTSUPP);
	});
});

it(`${FUZZ_CASES} random buses and requests come to an end, and nothing is written that must not be`, () => {
	for (let seed = FIRST_SEED; seed < FIRST_SEED + FUZZ_CASES; seed++) {
		expect([seed, pci.fuzz(seed)]).toEqual([seed, '']);
	}
	pci.clear();
});
