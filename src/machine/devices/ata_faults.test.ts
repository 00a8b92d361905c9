import { describe, expect, test } from 'vitest';
import { DISK_SECTORS, filledSectors, originalSectors, TestDisk } from './ata.test-support.ts';
import * as ata from './ata_registers.ts';

const READY = ata.STATUS_DRDY | ata.STATUS_DSC;
const FAILED = READY | ata.STATUS_ERR;
const NS_PER_S = 1e9;

function withFaults(...faults: string[]): TestDisk {
	return new TestDisk({ faults });
}

/** The command fails, and names the sector. */
function expectFailure(disk: TestDisk, error: number, lba: number): void {
	expect(disk.hasInterrupt).toBe(true);
	expect(disk.acknowledge()).toBe(FAILED);
	expect(disk.error).toBe(error);
	expect(disk.lba28).toBe(lba);
}

describe('a bad sector', () => {
	test('fails for good, is named, and what is before it is read', () => {
		const disk = withFaults('bad:lba=20-21');
		for (let round = 0; round < 3; round++) {
			const read = disk.readDma(18, 4);
			expectFailure(disk, ata.ERROR_UNC, 20);
			expect(read.subarray(0, 1024)).toEqual(originalSectors(18, 2));
		}
		disk.readDma(16, 4);
		expect(disk.acknowledge()).toBe(READY);
	});

	test('is not written either, and what is before it is', () => {
		const disk = withFaults('bad:lba=20');
		disk.writeDma(19, filledSectors(3, 1));
		expectFailure(disk, ata.ERROR_IDNF, 20);
		expect(disk.sectors(19, 1)).toEqual(filledSectors(1, 1));
		expect(disk.sectors(20, 2)).toEqual(originalSectors(20, 2));
	});

	test('ends a command by the data port where it comes, in its first block or later', () => {
		const disk = withFaults('bad:lba=20,on=read');
		disk.issue(ata.READ_SECTORS, { lba: 19, count: 2 });
		expect(disk.readPio(1)).toEqual(originalSectors(19, 1));
		expectFailure(disk, ata.ERROR_UNC, 20);
		disk.issue(ata.READ_SECTORS, { lba: 20 });
		expectFailure(disk, ata.ERROR_UNC, 20);
		disk.issue(ata.READ_VERIFY_SECTORS, { lba: 12, count: 16 });
		expectFailure(disk, ata.ERROR_UNC, 20);
		disk.writeDma(20, filledSectors(1, 1));
		expect(disk.acknowledge()).toBe(READY);
	});

	test('is good after so many tries', () => {
		const disk = withFaults('bad:lba=20-21,tries=2');
		const tries = Array.from({ length: 6 }, () => {
			disk.readDma(20, 2);
			return [disk.acknowledge(), disk.lba28];
		});
		expect(tries.slice(0, 4).map(([status]) => status)).toEqual(Array(4).fill(FAILED));
		expect(tries.slice(0, 4).map(([, lba]) => lba)).toEqual([20, 20, 21, 21]);
		expect(tries[5]?.[0]).toBe(READY);
	});

	test('turns up in the nth command, and stays', () => {
		const disk = withFaults('bad:nth=3');
		const statuses = [5, 6, 7, 7, 8].map((lba) => {
			disk.readDma(lba, 1);
			return disk.acknowledge();
		});
		expect(statuses).toEqual([READY, READY, FAILED, FAILED, READY]);
	});

	test('is what a flush may meet, too', () => {
		const disk = withFaults('bad:on=flush,times=1');
		disk.flush();
		expectFailure(disk, ata.ERROR_ABRT, 0);
		disk.flush();
		expect(disk.acknowledge()).toBe(READY);
	});
});

describe('a command that never ends', () => {
	test('is ended by a reset, and works then', () => {
		const disk = withFaults('timeout:nth=2');
		disk.readDma(1, 1);
		disk.acknowledge();
		disk.readDma(2, 1);
		disk.bus.advance(3600 * NS_PER_S);
		expect(disk.status).toBe(ata.STATUS_BSY);
		expect(disk.hasInterrupt).toBe(false);
		disk.issue(ata.IDENTIFY_DEVICE);
		expect(disk.status).toBe(ata.STATUS_BSY);
		disk.softReset();
		expect(disk.readDma(2, 1)).toEqual(originalSectors(2, 1));
		expect(disk.acknowledge()).toBe(READY);
	});
});

describe('data that is wrong without a word', () => {
	test('differs in one bit of one of the sectors concerned', () => {
		const disk = withFaults('wrong:lba=30-31,times=1');
		const read = disk.readDma(28, 6);
		expect(disk.acknowledge()).toBe(READY);
		const original = originalSectors(28, 6);
		const wrong = [...read.keys()].filter((i) => read[i] !== original[i]);
		expect(wrong).toHaveLength(1);
		const at = wrong[0] as number;
		expect([30, 31]).toContain(28 + Math.floor(at / ata.SECTOR_BYTES));
		const difference = (read[at] as number) ^ (original[at] as number);
		expect(difference & (difference - 1)).toBe(0);
		expect(disk.sectors(28, 6)).toEqual(original);
		expect(disk.readDma(28, 6)).toEqual(original);
	});

	test('comes as often as its rate says, the same with the same seed', () => {
		const wrongReads = (seed: number) => {
			const disk = new TestDisk({ faults: ['wrong:rate=0.1'], seed });
			return Array.from({ length: 500 }, (_, i) => i).filter((lba) => {
				const read = disk.readDma(lba, 1);
				disk.acknowledge();
				return read.some((byte, i) => byte !== ((lba + i) & 0xff));
			});
		};
		const first = wrongReads(1);
		expect(first.length).toBeGreaterThan(30);
		expect(first.length).toBeLessThan(70);
		expect(wrongReads(1)).toEqual(first);
		expect(wrongReads(2)).not.toEqual(first);
	});

	test('is what a misdirected read gets, and a misdirected write spoils', () => {
		const disk = withFaults('misdirected:nth=1', 'misdirected:nth=2,on=write,by=-4');
		expect(disk.readDma(100, 1)).toEqual(originalSectors(108, 1));
		disk.writeDma(100, filledSectors(1, 1));
		disk.writeDma(100, filledSectors(1, 2));
		expect(disk.acknowledge()).toBe(READY);
		expect(disk.sectors(100, 1)).toEqual(filledSectors(1, 1));
		expect(disk.sectors(96, 1)).toEqual(filledSectors(1, 2));
		const end = withFaults('misdirected:by=500');
		expect(end.readDma(DISK_SECTORS - 2, 2)).toEqual(originalSectors(DISK_SECTORS - 2, 2));
	});
});

describe('a write that is acknowledged', () => {
	test('and lost leaves the sectors concerned as they were', () => {
		const disk = withFaults('lost:lba=50-51');
		disk.writeDma(49, filledSectors(4, 1));
		expect(disk.acknowledge()).toBe(READY);
		disk.flush();
		expect(disk.acknowledge()).toBe(READY);
		expect(disk.sectors(49, 1)).toEqual(filledSectors(1, 1));
		expect(disk.sectors(50, 2)).toEqual(originalSectors(50, 2));
		expect(disk.sectors(52, 1)).toEqual(filledSectors(1, 1));
	});

	test('and torn has its beginning on the disk, and its end not', () => {
		const disk = withFaults('torn:nth=1');
		disk.writeDma(50, new Uint8Array(2048).fill(0x5a));
		expect(disk.acknowledge()).toBe(READY);
		const now = disk.sectors(50, 4);
		const old = originalSectors(50, 4);
		const tear = now.findLastIndex((byte, i) => byte === 0x5a && old[i] !== 0x5a) + 1;
		expect(tear).toBeGreaterThan(0);
		expect(tear).toBeLessThan(2048);
		expect(now.subarray(0, tear).every((byte) => byte === 0x5a)).toBe(true);
		expect(now.subarray(tear + 1)).toEqual(old.subarray(tear + 1));
	});
});

describe('a drive that goes away', () => {
	test('answers nothing, for good, whatever is done', () => {
		const disk = withFaults('gone:at=2');
		disk.readDma(1, 1);
		expect(disk.acknowledge()).toBe(READY);
		disk.bus.advance(2 * NS_PER_S);
		disk.readDma(1, 1);
		expect(disk.hasInterrupt).toBe(false);
		for (let reset = 0; reset < 3; reset++) {
			expect(disk.status).toBe(ata.FLOATING);
			expect(disk.command.read16(ata.DATA)).toBe(0xffff);
			disk.softReset();
		}
		disk.controller.reset();
		expect(disk.status).toBe(ata.FLOATING);
	});

	test('comes back with the reset that it says, and stays', () => {
		const disk = withFaults('gone:nth=1,resets=2');
		disk.issue(ata.READ_SECTORS);
		disk.softReset();
		expect(disk.status).toBe(ata.FLOATING);
		disk.softReset();
		expect(disk.status).toBe(READY);
		expect(disk.readDma(3, 1)).toEqual(originalSectors(3, 1));
	});

	test('has lost what it was not told to flush, and nothing else', () => {
		const disk = withFaults('gone:nth=5,resets=1');
		disk.writeDma(10, filledSectors(1, 1));
		disk.flush();
		disk.writeDma(11, filledSectors(1, 2));
		disk.writeDma(10, filledSectors(1, 3));
		disk.readDma(0, 1);
		expect(disk.status).toBe(ata.FLOATING);
		expect(disk.sectors(10, 1)).toEqual(filledSectors(1, 1));
		expect(disk.sectors(11, 1)).toEqual(originalSectors(11, 1));
	});

	test('has lost nothing where its write cache was switched off', () => {
		const disk = withFaults('gone:nth=2');
		disk.issue(ata.SET_FEATURES, { features: ata.DISABLE_WRITE_CACHE });
		disk.writeDma(10, filledSectors(1, 1));
		disk.flush();
		expect(disk.status).toBe(ata.FLOATING);
		expect(disk.sectors(10, 1)).toEqual(filledSectors(1, 1));
	});
});

test('faults go on from a saved state as they would have without', () => {
	const faults = ['wrong:rate=0.3', 'bad:lba=40-60,tries=2', 'gone:nth=80,resets=1'];
	const run = (disk: TestDisk, from: number, to: number) =>
		Array.from({ length: to - from }, (_, i) => {
			const data = disk.readDma(from + i, 1);
			disk.writeDma(from + i, filledSectors(1, i));
			const answer = [...data, disk.acknowledge()].join();
			disk.softReset();
			return answer;
		});
	const original = new TestDisk({ faults });
	run(original, 0, 30);
	const copy = new TestDisk({ faults });
	copy.controller.load(original.controller.save());
	copy.medium.loadOverlay(original.medium.takeOverlay());
	expect(run(copy, 30, 90)).toEqual(run(original, 30, 90));
});

test('faults begin anew after a state that was saved with others', () => {
	const original = withFaults();
	original.readDma(1, 1);
	const disk = withFaults('wrong', 'bad:lba=3,times=1');
	disk.readDma(3, 1);
	disk.controller.load(original.controller.save());
	disk.readDma(3, 1);
	expectFailure(disk, ata.ERROR_UNC, 3);
	disk.readDma(3, 1);
	expect(disk.acknowledge()).toBe(READY);
});
