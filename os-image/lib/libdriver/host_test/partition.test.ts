/** Partition tables, good and hostile ones: the parser of the disk drivers, compiled to WebAssembly. */
import { beforeAll, describe, expect, it } from 'vitest';
import { compileToWasm, SeededRandom } from '../../libsys/host_test/wasm.test-support.ts';

interface Harness {
	memory: WebAssembly.Memory;
	sector_at(): number;
	parse(diskSectors: bigint): number;
	state(index: number): number;
	type(index: number): number;
	start(index: number): number;
	sectors(index: number): number;
	explain(index: number, size: number): number;
}

interface Entry {
	flag?: number;
	type: number;
	start: number;
	sectors: number;
}

/** enum partition_state */
const STATES = ['none', 'good', 'bad flag', 'empty', 'on table', 'beyond', 'overlaps'] as const;
type State = (typeof STATES)[number];

const DISK = 100_000;
const ENTRIES = 4;
const TABLE_OFFSET = 446;
const ENTRY_BYTES = 16;
const TEXT_BYTES = 128;
const MUTATIONS = 1_000;
const EINVAL = 22;

let guest: Harness;

beforeAll(async () => {
	guest = (await compileToWasm([
		'os-image/lib/libdriver/partition.c',
		'os-image/lib/libdriver/host_test/partition_harness.c',
		...[
			'errno.c',
			'stdio/format.c',
			'stdio/snprintf.c',
			'string/memory.c',
			'string/scan.c',
		].map((file) => `os-image/lib/libc/${file}`),
	])) as unknown as Harness;
});

function mbr(entries: readonly Entry[]): Buffer {
	const sector = Buffer.alloc(512);
	for (const [index, { flag = 0, type, start, sectors }] of entries.entries()) {
		const at = TABLE_OFFSET + index * ENTRY_BYTES;
		sector[at] = flag;
		sector[at + 4] = type;
		sector.writeUInt32LE(start, at + 8);
		sector.writeUInt32LE(sectors, at + 12);
	}
	sector.writeUInt16BE(0x55aa, 510);
	return sector;
}

function parse(sector: Buffer, diskSectors = DISK): number {
	Buffer.from(guest.memory.buffer, guest.sector_at(), sector.length).set(sector);
	return guest.parse(BigInt(diskSectors));
}

const state = (index: number): State | undefined => STATES[guest.state(index)];
const states = () => Array.from({ length: ENTRIES }, (_, index) => state(index));

function explain(index: number, size = TEXT_BYTES): string {
	const at = guest.explain(index, size);
	const text = Buffer.from(guest.memory.buffer, at, TEXT_BYTES);
	return text.subarray(0, text.indexOf(0)).toString('latin1');
}

const linux = (start: number, sectors: number): Entry => ({ type: 0x81, start, sectors });

describe('a partition table', () => {
	it('gives what it says when all is well', () => {
		expect(parse(mbr([linux(63, 937), { ...linux(1000, 9000), flag: 0x80 }]))).toBe(0);
		expect(states()).toEqual(['good', 'good', 'none', 'none']);
		expect([guest.type(1), guest.start(1), guest.sectors(1)]).toEqual([0x81, 1000, 9000]);
	});

	it('may use the disk up to its last sector, and stand in any order', () => {
		parse(mbr([linux(50_000, 50_000), linux(1, 9), linux(10, 49_990)]));
		expect(states()).toEqual(['good', 'good', 'good', 'none']);
	});

	it('is none without the signature', () => {
		const sector = mbr([linux(63, 100)]);
		sector[511] = 0;
		expect(parse(sector)).toBe(-EINVAL);
		expect(states()).toEqual(['none', 'none', 'none', 'none']);
	});

	const hostile: readonly [string, readonly Entry[], readonly State[], RegExp][] = [
		['an entry beyond the end', [linux(99_999, 2)], ['beyond'], /sector, 100000, is beyond/],
		[
			'an entry whose end wraps around',
			[linux(2 ** 32 - 1, 2 ** 32 - 1)],
			['beyond'],
			/beyond/,
		],
		['an entry that contains the table', [linux(0, 100)], ['on table'], /starts at sector 0/],
		['an entry without sectors', [linux(100, 0)], ['empty'], /type 0x81, but no sectors/],
		[
			'code where the table should be',
			[{ ...linux(100, 100), flag: 0x4d }],
			['bad flag'],
			/boot indicator 0x4d, expected 0x00 or 0x80/,
		],
		[
			'entries that overlap by one sector: neither can be trusted',
			[linux(100, 101), linux(200, 100)],
			['overlaps', 'overlaps'],
			/sectors 100 to 200 overlap partition 2/,
		],
		[
			'an entry within another',
			[linux(100, 1000), linux(2000, 10), linux(200, 10)],
			['overlaps', 'good', 'overlaps'],
			/overlap partition 3/,
		],
		[
			'the same entry four times',
			[linux(5, 5), linux(5, 5), linux(5, 5), linux(5, 5)],
			['overlaps', 'overlaps', 'overlaps', 'overlaps'],
			/overlap partition/,
		],
		[
			'an overlap with an entry that is refused anyway, which hurts nobody',
			[linux(99_000, 5000), linux(99_500, 100)],
			['beyond', 'good'],
			/beyond/,
		],
	];

	it.each(hostile)('with %s', (_name, entries, expected, reason) => {
		expect(parse(mbr(entries))).toBe(0);
		expect(states().slice(0, expected.length)).toEqual(expected);
		expect(explain(0)).toMatch(reason);
	});

	it('explains itself within the room it is given', () => {
		parse(mbr([linux(99_999, 2)]));
		expect(explain(0, 10)).toBe(explain(0).slice(0, 9));
	});

	it(`never yields a partition outside the disk or upon another, in ${MUTATIONS} mutations (seed 1)`, () => {
		const random = new SeededRandom(1);
		const base = mbr([linux(63, 937), linux(1000, 9000), linux(10_000, 90_000)]);
		let refused = 0;
		for (let round = 0; round < MUTATIONS; round++) {
			const sector = Buffer.from(base);
			for (let bit = random.below(8); bit >= 0; bit--) {
				const at = TABLE_OFFSET + random.below(ENTRIES * ENTRY_BYTES);
				sector[at] = (sector[at] ?? 0) ^ (1 << random.below(8));
			}
			const disk = 1 + random.below(2 * DISK);
			parse(sector, disk);
			const good = Array.from({ length: ENTRIES }, (_, index) => index).filter(
				(index) => state(index) === 'good',
			);
			refused += states().filter((one) => one !== 'good' && one !== 'none').length;
			for (const index of good) {
				const first = guest.start(index) >>> 0;
				const end = first + (guest.sectors(index) >>> 0);
				expect(first).toBeGreaterThan(0);
				expect(end).toBeGreaterThan(first);
				expect(end).toBeLessThanOrEqual(disk);
				for (const other of good) {
					const otherFirst = guest.start(other) >>> 0;
					const otherEnd = otherFirst + (guest.sectors(other) >>> 0);
					expect(other === index || otherEnd <= first || otherFirst >= end).toBe(true);
				}
			}
		}
		expect(refused).toBeGreaterThan(0);
	});
});
