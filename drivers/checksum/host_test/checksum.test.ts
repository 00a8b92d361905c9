/** Checksums of a volume on a disk that the test plays. What they do in the guest is beside. */
import { beforeAll, describe, expect, it } from 'vitest';
import { EIO, ENXIO, Lab, runHistory } from './checksum.test-support.ts';

const HISTORIES = 1_000;
const SECTORS = 4096;
const ENTRIES = 63;
const DATA_MAX = 512 * 1024;
/** DOUBT_PAUSE_US */
const PAUSE_US = 5e6;
const BUSY_MACHINE_MS = 60_000;
const [READ, WRITE, FLUSH] = [0, 1, 2];

let module: WebAssembly.Module;

beforeAll(async () => {
	module = await Lab.compile();
}, BUSY_MACHINE_MS);

const open = () => Lab.open(module, SECTORS);

describe('the area at a partition’s end', () => {
	it('has an entry for each sector before it, in partitions of 5,000 sizes', () => {
		const { volume } = open();
		for (let sectors = 4; sectors < 5_004; sectors++) {
			const [data, table] = [volume.plan_data(sectors), volume.plan_table(sectors)];
			expect(data + table + 2).toBe(sectors);
			expect(table * ENTRIES, `${sectors}`).toBeGreaterThanOrEqual(data);
			expect(table - Math.ceil(data / ENTRIES), `${sectors}`).toBeLessThanOrEqual(1);
		}
	});

	it('is refused to partitions that are too small or too large', () => {
		const { volume } = open();
		expect([0, 1, 3].map((sectors) => volume.plan_data(sectors))).toEqual([0, 0, 0]);
		expect(volume.plan_data(2 ** 21)).toBe(0);
		expect(volume.plan_data(DATA_MAX)).toBeGreaterThan(DATA_MAX * 0.98);
	});

	it('is found by either header, and without both the volume does not open', () => {
		const lab = open();
		const data = lab.volume.plan_data(SECTORS);
		lab.disk.view(SECTORS - 1).fill(0);
		expect(lab.restart()).toBe(0);
		lab.disk.view(data)[100] = 1;
		expect(lab.restart()).toBe(EIO);
		expect(lab.log()).toMatch(/header .* is damaged: `sums --make`/);
		lab.disk.view(data).fill(0);
		expect(lab.restart()).toBe(ENXIO);
		expect(lab.log()).toMatch(/no checksums: `sums --make`/);
	});

	it('is read anew when it was made anew', () => {
		const lab = open();
		lab.write(5, [1]);
		lab.volume.make(2);
		expect(lab.volume.open()).toBe(0);
		expect(lab.read(5)).toBe(EIO);
	});

	it('costs the sectors of one entry sector, and no others, when that is lost', () => {
		const lab = open();
		lab.write(ENTRIES - 1, [1, 2]);
		lab.volume.flush();
		lab.disk.view(lab.volume.plan_data(SECTORS) + 2).fill(0x55);
		expect(lab.restart()).toBe(0);
		expect(lab.log()).toMatch(/sectors 63 to 125 can't be read any more/);
		expect(lab.read(ENTRIES - 1)).toEqual([1]);
		expect(lab.read(ENTRIES)).toBe(EIO);
		lab.write(ENTRIES, [3]);
		expect(lab.read(ENTRIES)).toEqual([3]);
	});
});

describe('data that is not what was written', () => {
	it('is read again, and nobody is blamed when it is right then', () => {
		const lab = open();
		lab.write(5, [1]);
		lab.disk.lies.set(5, 'once');
		expect(lab.read(5)).toEqual([1]);
		expect(lab.disk.instance).toBe(1);
	});

	it('is read by a fresh instance of the driver', () => {
		const lab = open();
		lab.write(5, [1, 2, 3]);
		lab.disk.lies.set(6, 'by this instance');
		expect(lab.read(5, 3)).toEqual([1, 2, 3]);
		expect(lab.disk.instance).toBe(2);
	});

	it('is EIO when the disk has it so, after one restart and not one more for the same sector', () => {
		const lab = open();
		lab.write(5, [1, 2, 3]);
		lab.disk.lies.set(6, 'always');
		for (const _ of [1, 2, 3]) {
			expect(lab.read(6)).toBe(EIO);
			lab.disk.nowUs += 1e9;
		}
		expect(lab.disk.instance).toBe(2);
		expect(lab.log()).toBe('checksum: minor 3: 1 sectors from 6 on are not what was written\n');
		expect(lab.read(5)).toEqual([1]);
		expect(lab.read(7)).toEqual([3]);
	});

	it('costs restarts ever more rarely when they are for nothing', () => {
		const lab = open();
		const instances = [];
		for (let sector = 0; sector < 40; sector++) {
			lab.disk.lies.set(sector, 'always');
			expect(lab.read(sector)).toBe(EIO);
			lab.disk.nowUs += PAUSE_US / 2;
			instances.push(lab.disk.instance);
		}
		expect(instances.slice(0, 8)).toEqual([2, 2, 3, 3, 3, 3, 4, 4]);
		expect(lab.disk.instance).toBe(6);
		lab.disk.nowUs += 1e9;
		lab.disk.lies.set(50, 'by this instance');
		expect(lab.read(50)).toEqual([0]);
		lab.disk.lies.set(51, 'by this instance');
		expect(lab.read(51)).toEqual([0]);
	});

	it('is EIO when there is no fresh instance in good time', () => {
		const lab = open();
		lab.disk.hasSuccessors = false;
		lab.disk.lies.set(5, 'by this instance');
		expect(lab.read(5)).toBe(EIO);
	});

	it('can be written again', () => {
		const lab = open();
		lab.disk.view(5).fill(0x55);
		expect(lab.read(5)).toBe(EIO);
		expect(lab.write(5, [1])).toBe(0);
		expect(lab.read(5)).toEqual([1]);
	});

	it('is found after a lost write, even by the next instance if there was a flush', () => {
		const lab = open();
		lab.write(5, [1]);
		lab.disk.writeFault = (sector) => (sector === 5 ? 'lost' : undefined);
		lab.write(5, [2]);
		expect(lab.read(5)).toBe(EIO);
		lab.volume.flush();
		lab.restart();
		expect(lab.read(5)).toBe(EIO);
	});
});

describe('a sector that can’t be read', () => {
	it('is EIO without blame, and can be written', () => {
		const lab = open();
		lab.disk.unreadable.add(5);
		expect(lab.read(5)).toBe(EIO);
		expect(lab.disk.instance).toBe(1);
		lab.disk.writeFault = (sector) => (sector === 5 ? 'failed' : undefined);
		expect(lab.write(5, [1])).toBe(EIO);
		lab.disk.writeFault = () => undefined;
		expect(lab.write(5, [2])).toBe(0);
		expect(lab.read(5)).toEqual([2]);
	});
});

describe('what it costs', () => {
	it('is one small write before a large one, and nothing for reads', () => {
		const lab = open();
		const large = Array.from({ length: 128 }, (_, index) => index + 1);
		const before = lab.disk.writes;
		lab.write(0, large);
		expect(lab.disk.writes - before).toBe(2);
		const { reads } = lab.disk;
		expect(lab.read(0, 128)).toEqual(large);
		expect(lab.disk.reads - reads).toBe(1);
	});

	it('is no write at all where nothing changes', () => {
		const lab = open();
		lab.write(0, [1, 2]);
		lab.volume.flush();
		const before = lab.disk.writes;
		lab.volume.flush();
		expect(lab.disk.writes).toBe(before);
	});
});

describe('operations at the same time', () => {
	/** How often `late` has to wait while `early` is under way. */
	function waits(
		early: readonly [number, number, number],
		late: readonly [number, number, number],
	) {
		const lab = open();
		let count = 0;
		lab.disk.whenBlocked = () => {
			count++;
			lab.volume.order_leave(0);
		};
		lab.volume.order_enter(0, ...early);
		lab.volume.order_enter(1, ...late);
		lab.volume.order_wait(0);
		lab.volume.order_wait(1);
		return count;
	}

	it('wait for those before them that they would disturb, and for no others', () => {
		const [first, second, both] = [
			[0, 8],
			[8, 8],
			[0, 16],
		] as const;
		expect(waits([READ, ...first], [READ, ...both])).toBe(0);
		expect(waits([READ, ...first], [WRITE, ...both])).toBe(1);
		expect(waits([WRITE, ...first], [READ, ...both])).toBe(1);
		expect(waits([WRITE, ...first], [WRITE, ...second])).toBe(0);
		expect(waits([WRITE, ...first], [FLUSH, 0, 0])).toBe(1);
		expect(waits([FLUSH, 0, 0], [WRITE, ...second])).toBe(1);
		expect(waits([FLUSH, 0, 0], [READ, ...second])).toBe(0);
		expect(waits([FLUSH, 0, 0], [FLUSH, 0, 0])).toBe(1);
	});
});

describe('random histories', () => {
	it(`never suspect an honest disk, whenever power or server fail, in ${HISTORIES}`, () => {
		let reads = 0;
		for (let seed = 1; seed <= HISTORIES; seed++) {
			reads += runHistory(module, seed, 'an honest disk').reads;
		}
		expect(reads).toBeGreaterThan(HISTORIES);
	});

	it(`never deliver what a lying disk makes of the data, in ${HISTORIES}`, () => {
		let [reads, refused] = [0, 0];
		for (let seed = 1; seed <= HISTORIES; seed++) {
			const outcome = runHistory(module, seed, 'a lying disk');
			reads += outcome.reads;
			refused += outcome.refused;
		}
		expect(refused).toBeGreaterThan(HISTORIES);
		expect(reads - refused).toBeGreaterThan(HISTORIES);
	});
});
