import { beforeEach, describe, expect, test } from 'vitest';
import {
	BUFFER,
	DISK_SECTORS,
	filledSectors,
	firstDifference,
	originalSectors,
	TABLE,
	TestDisk,
} from './ata.test-support.ts';
import * as ata from './ata_registers.ts';

const READY = ata.STATUS_DRDY | ata.STATUS_DSC;
const WANTS_DATA = READY | ata.STATUS_DRQ;
const FAILED = READY | ata.STATUS_ERR;
const { MASTER_STATUS_ACTIVE, MASTER_STATUS_ERROR, MASTER_STATUS_INTERRUPT } = ata;

let disk: TestDisk;
beforeEach(() => {
	disk = new TestDisk();
});

function word(bytes: Uint8Array, index: number): number {
	return (bytes[2 * index] as number) | ((bytes[2 * index + 1] as number) << 8);
}

describe('IDENTIFY DEVICE', () => {
	test('tells model, size, DMA and 48-bit addresses, with a sum of 0', () => {
		disk.issue(ata.IDENTIFY_DEVICE);
		expect(disk.hasInterrupt).toBe(true);
		const answer = disk.readPio(1);
		expect(disk.acknowledge()).toBe(READY);
		const model = Array.from({ length: 20 }, (_, i) => word(answer, 27 + i))
			.map((pair) => String.fromCharCode(pair >> 8, pair & 0xff))
			.join('');
		expect(model.trim()).toBe('KINTSUGI ATA DISK');
		expect(word(answer, 60)).toBe(DISK_SECTORS);
		expect(word(answer, 100)).toBe(DISK_SECTORS);
		expect(word(answer, 63) & 7).toBe(7);
		expect(word(answer, 83) & 0xc400).toBe(0x4400);
		expect(answer.reduce((sum, byte) => sum + byte, 0) & 0xff).toBe(0);
	});

	test('tells which transfer mode, cache and block size were set', () => {
		disk.issue(ata.SET_FEATURES, { features: ata.SET_TRANSFER_MODE, count: 0x42 });
		disk.issue(ata.SET_FEATURES, { features: ata.DISABLE_WRITE_CACHE });
		disk.issue(ata.SET_MULTIPLE_MODE, { count: 8 });
		disk.issue(ata.IDENTIFY_DEVICE);
		const answer = disk.readPio(1);
		expect(word(answer, 88)).toBe(0x043f);
		expect(word(answer, 63)).toBe(0x0007);
		expect(word(answer, 85) & 0x20).toBe(0);
		expect(word(answer, 59)).toBe(0x0108);
	});
});

describe('a command by the data port', () => {
	test('reads sectors, with an interrupt for each', () => {
		disk.issue(ata.READ_SECTORS, { lba: 7, count: 2 });
		expect(disk.status).toBe(WANTS_DATA);
		expect(disk.acknowledge()).toBe(WANTS_DATA);
		expect(disk.hasInterrupt).toBe(false);
		expect(disk.readPio(1)).toEqual(originalSectors(7, 1));
		expect(disk.hasInterrupt).toBe(true);
		disk.acknowledge();
		expect(disk.readPio(1)).toEqual(originalSectors(8, 1));
		expect(disk.status).toBe(READY);
		expect(disk.hasInterrupt).toBe(false);
	});

	test('reads words of 32 bits, too', () => {
		disk.issue(ata.READ_SECTORS, { lba: 3 });
		expect(disk.command.read32(ata.DATA)).toBe(0x06050403);
	});

	test('writes sectors: the first without an interrupt, and one after each', () => {
		disk.issue(ata.WRITE_SECTORS, { lba: 9, count: 2 });
		expect(disk.hasInterrupt).toBe(false);
		expect(disk.status).toBe(WANTS_DATA);
		disk.writePio(filledSectors(1, 1));
		expect(disk.hasInterrupt).toBe(true);
		expect(disk.acknowledge()).toBe(WANTS_DATA);
		disk.writePio(filledSectors(1, 2));
		expect(disk.acknowledge()).toBe(READY);
		expect(disk.sectors(9, 1)).toEqual(filledSectors(1, 1));
		expect(disk.sectors(10, 1)).toEqual(filledSectors(1, 2));
		expect(disk.sectors(11, 1)).toEqual(originalSectors(11, 1));
	});

	test('moves blocks of several sectors once their size is set, the last one shorter', () => {
		disk.issue(ata.READ_MULTIPLE, { count: 3 });
		expect(disk.acknowledge()).toBe(FAILED);
		expect(disk.error).toBe(ata.ERROR_ABRT);
		disk.issue(ata.SET_MULTIPLE_MODE, { count: 2 });
		disk.issue(ata.READ_MULTIPLE, { lba: 5, count: 3 });
		disk.acknowledge();
		const first = disk.readPio(1);
		expect(disk.hasInterrupt).toBe(false);
		const rest = disk.readPio(2);
		expect([...first, ...rest]).toEqual([...originalSectors(5, 3)]);
		disk.issue(ata.SET_MULTIPLE_MODE, { count: 3 });
		expect(disk.acknowledge()).toBe(FAILED);
	});

	test('takes 48 bits of address, the upper half first, and shows both', () => {
		disk.issueExt(ata.READ_SECTORS_EXT, { lba: 0x010203, count: 1 });
		expect(disk.acknowledge()).toBe(FAILED);
		disk.issueExt(ata.READ_SECTORS_EXT, { lba: 17, count: 1 });
		expect(disk.readPio(1)).toEqual(originalSectors(17, 1));
		disk.issueExt(ata.READ_VERIFY_SECTORS_EXT, { lba: 0xaa000012, count: 1 });
		expect(disk.acknowledge()).toBe(FAILED);
		expect(disk.command.read8(ata.LBA_LOW)).toBe(0x12);
		disk.control.write8(0, ata.CONTROL_HOB);
		expect(disk.command.read8(ata.LBA_LOW)).toBe(0xaa);
	});

	test('moves 256 sectors for a count of 0', () => {
		disk.issue(ata.READ_SECTORS, { lba: 100, count: 0 });
		expect(firstDifference(disk.readPio(256), originalSectors(100, 256))).toBe(undefined);
		expect(disk.status).toBe(READY);
	});
});

describe('a command that cannot be carried out', () => {
	test('beyond the end of the disk names the first sector that is not there', () => {
		disk.issue(ata.READ_DMA, { lba: DISK_SECTORS - 1, count: 2 });
		expect(disk.acknowledge()).toBe(FAILED);
		expect(disk.error).toBe(ata.ERROR_IDNF);
		expect(disk.lba28).toBe(DISK_SECTORS);
	});

	test.each([
		['of packet devices', 0xa1, {}],
		['that is unknown', 0xff, {}],
		['SET FEATURES with an unknown one', ata.SET_FEATURES, { features: 0x99 }],
		[
			'SET FEATURES with an unknown mode',
			ata.SET_FEATURES,
			{ features: ata.SET_TRANSFER_MODE, count: 0x23 },
		],
	])('%s is aborted', (_what, code, options) => {
		disk.issue(code, options);
		expect(disk.hasInterrupt).toBe(true);
		expect(disk.acknowledge()).toBe(FAILED);
		expect(disk.error).toBe(ata.ERROR_ABRT);
		disk.issue(ata.CHECK_POWER_MODE);
		expect(disk.acknowledge()).toBe(READY);
		expect(disk.command.read8(ata.SECTOR_COUNT)).toBe(0xff);
	});

	test('with a cylinder for an address is aborted', () => {
		disk.command.write8(ata.DEVICE, 0);
		disk.command.write8(ata.COMMAND, ata.READ_SECTORS);
		expect(disk.acknowledge()).toBe(FAILED);
		expect(disk.error).toBe(ata.ERROR_ABRT);
	});
});

describe('the bus master', () => {
	test('reads into regions, and is through with the last one', () => {
		disk.prepareMaster([1024, 512]);
		disk.issue(ata.READ_DMA, { lba: 30, count: 3 });
		expect(disk.status & ata.STATUS_ERR).toBe(0);
		disk.startMaster('in');
		expect(disk.master.read8(ata.MASTER_STATUS)).toBe(MASTER_STATUS_INTERRUPT);
		expect(disk.hasInterrupt).toBe(true);
		expect(disk.acknowledge()).toBe(READY);
		expect(disk.bus.memory.slice(BUFFER, BUFFER + 1536)).toEqual(originalSectors(30, 3));
		disk.master.write8(ata.MASTER_STATUS, MASTER_STATUS_INTERRUPT);
		expect(disk.master.read8(ata.MASTER_STATUS)).toBe(0);
	});

	test('writes from regions, whether it or the command comes first', () => {
		disk.writeDma(40, filledSectors(2, 7));
		expect(disk.acknowledge()).toBe(READY);
		disk.prepareMaster([512]);
		disk.startMaster('out');
		expect(disk.master.read8(ata.MASTER_STATUS)).toBe(MASTER_STATUS_ACTIVE);
		disk.issue(ata.WRITE_DMA, { lba: 42 });
		expect(disk.acknowledge()).toBe(READY);
		expect(disk.sectors(40, 4)).toEqual(
			Uint8Array.of(...filledSectors(3, 7), ...originalSectors(43, 1)),
		);
	});

	test('takes 64 KB for a length of 0', () => {
		disk.prepareMaster([0x10000]);
		disk.issue(ata.READ_DMA, { lba: 1, count: 128 });
		disk.startMaster('in');
		const moved = disk.bus.memory.subarray(BUFFER, BUFFER + 0x10000);
		expect(firstDifference(moved, originalSectors(1, 128))).toBe(undefined);
		expect(disk.master.read8(ata.MASTER_STATUS)).toBe(MASTER_STATUS_INTERRUPT);
	});

	test('stays active when the drive has less than the regions hold', () => {
		disk.prepareMaster([2048]);
		disk.issue(ata.READ_DMA, { count: 2 });
		disk.startMaster('in');
		expect(disk.master.read8(ata.MASTER_STATUS)).toBe(
			MASTER_STATUS_ACTIVE | MASTER_STATUS_INTERRUPT,
		);
		disk.master.write8(ata.MASTER_COMMAND, 0);
		expect(disk.master.read8(ata.MASTER_STATUS)).toBe(MASTER_STATUS_INTERRUPT);
	});

	test('ends without an interrupt when the drive has more, which waits until it is reset', () => {
		disk.prepareMaster([512]);
		disk.issue(ata.READ_DMA, { count: 2 });
		disk.startMaster('in');
		expect(disk.master.read8(ata.MASTER_STATUS)).toBe(0);
		expect(disk.hasInterrupt).toBe(false);
		expect(disk.status & ata.STATUS_DRQ).toBe(ata.STATUS_DRQ);
		disk.softReset();
		expect(disk.status).toBe(READY);
		expect(disk.readDma(3, 1)).toEqual(originalSectors(3, 1));
	});

	test.each([
		['no memory at a region', (test: TestDisk) => test.prepareMaster([512], 0x7000_0000)],
		['no memory at the table', (test: TestDisk) => test.master.write32(4, 0x7000_0000)],
		[
			'mastering switched off',
			(test: TestDisk) => Object.assign(test.bus, { isMaster: false }),
		],
	])('reports an error where there is %s, and moves nothing', (_what, spoil) => {
		disk.prepareMaster([512]);
		spoil(disk);
		disk.issue(ata.WRITE_DMA, { lba: 5 });
		disk.startMaster('out');
		expect(disk.master.read8(ata.MASTER_STATUS)).toBe(MASTER_STATUS_ERROR);
		expect(disk.hasInterrupt).toBe(false);
		expect(disk.sectors(5, 1)).toEqual(originalSectors(5, 1));
		disk.softReset();
		disk.bus.isMaster = true;
		expect(disk.readDma(5, 1)).toEqual(originalSectors(5, 1));
	});

	test('keeps the table’s address in its registers, and what the firmware notes', () => {
		disk.master.write16(ata.MASTER_TABLE, TABLE | 3);
		disk.master.write8(ata.MASTER_STATUS, 0x60);
		expect(disk.master.read32(ata.MASTER_TABLE)).toBe(TABLE);
		expect(disk.master.read8(ata.MASTER_STATUS)).toBe(0x60);
	});
});

describe('interrupts and resets', () => {
	test('nIEN keeps the line down, and it comes up when that is taken back', () => {
		disk.control.write8(0, ata.CONTROL_NIEN);
		disk.flush();
		expect(disk.hasInterrupt).toBe(false);
		disk.control.write8(0, 0);
		expect(disk.hasInterrupt).toBe(true);
		expect(disk.status).toBe(READY);
		expect(disk.hasInterrupt).toBe(true);
		disk.acknowledge();
		expect(disk.hasInterrupt).toBe(false);
	});

	test('a software reset ends any command, and leaves the signature of a disk', () => {
		disk.issue(ata.WRITE_SECTORS, { lba: 50, count: 2 });
		disk.writePio(filledSectors(1, 3));
		disk.control.write8(0, ata.CONTROL_SRST);
		expect(disk.status).toBe(ata.STATUS_BSY);
		expect(disk.hasInterrupt).toBe(false);
		disk.control.write8(0, 0);
		expect(disk.status).toBe(READY);
		expect(disk.error).toBe(ata.DIAGNOSTIC_PASSED);
		const signature = [ata.SECTOR_COUNT, ata.LBA_LOW, ata.LBA_MID, ata.LBA_HIGH, ata.DEVICE];
		expect(signature.map((register) => disk.command.read8(register))).toEqual([1, 1, 0, 0, 0]);
	});

	test('both drives are there, and EXECUTE DEVICE DIAGNOSTIC is for both', () => {
		const both = new TestDisk({ hasSecondDrive: true });
		both.issue(ata.IDENTIFY_DEVICE, { drive: 1 });
		expect(word(both.readPio(1), 93) & 0xff00).toBe(0x6b00);
		both.issue(ata.EXECUTE_DEVICE_DIAGNOSTIC, { drive: 1 });
		expect(both.hasInterrupt).toBe(true);
		expect(both.command.read8(ata.DEVICE)).toBe(0);
		expect(both.error).toBe(ata.DIAGNOSTIC_PASSED);
	});

	test('a second drive that is not there has no status and takes no commands', () => {
		disk.issue(ata.IDENTIFY_DEVICE, { drive: 1 });
		expect(disk.status).toBe(0);
		expect(disk.hasInterrupt).toBe(false);
		disk.command.write8(ata.DEVICE, ata.DEVICE_LBA);
		expect(disk.status).toBe(READY);
	});
});

describe('modelled times', () => {
	test('a command is busy for its access and its data, and nothing moves before', () => {
		const slow = new TestDisk({ times: { accessUs: 5000, mbPerS: 10 } });
		slow.prepareMaster([512 * 100]);
		slow.issue(ata.READ_DMA, { count: 100 });
		slow.startMaster('in');
		slow.bus.advance(5_000_000 + 5_119_999);
		expect(slow.status).toBe(ata.STATUS_BSY);
		expect(slow.bus.written).toEqual([]);
		slow.bus.advance(1);
		expect(slow.acknowledge()).toBe(READY);
		const moved = slow.bus.memory.subarray(BUFFER, BUFFER + 51_200);
		expect(firstDifference(moved, originalSectors(0, 100))).toBe(undefined);
	});

	test('each block of a command by the data port takes its time', () => {
		const slow = new TestDisk({ times: { mbPerS: 0.512 } });
		slow.issue(ata.WRITE_SECTORS, { lba: 2, count: 2 });
		slow.writePio(filledSectors(1, 4));
		expect(slow.status).toBe(ata.STATUS_BSY);
		slow.bus.advance(1_000_000);
		expect(slow.acknowledge()).toBe(WANTS_DATA);
		slow.writePio(filledSectors(1, 4));
		slow.bus.advance(1_000_000);
		expect(slow.acknowledge()).toBe(READY);
		expect(slow.sectors(2, 2)).toEqual(filledSectors(2, 4));
	});
});

describe('a saved state', () => {
	test.each([0, 1, 300, 511, 512, 700])('in a transfer goes on after %i words', (words) => {
		const copy = new TestDisk();
		disk.issue(ata.SET_MULTIPLE_MODE, { count: 2 });
		disk.issue(ata.READ_MULTIPLE, { lba: 60, count: 3 });
		const before = Array.from({ length: words }, () => disk.command.read16(ata.DATA));
		copy.controller.load(disk.controller.save());
		const rest = (of: TestDisk) =>
			Array.from({ length: 768 - words }, () => of.command.read16(ata.DATA));
		const original = rest(disk);
		expect(rest(copy)).toEqual(original);
		const expected = originalSectors(60, 3);
		expect([...before, ...original]).toEqual(
			Array.from({ length: 768 }, (_, i) => word(expected, i)),
		);
		expect(copy.status).toBe(disk.status);
	});

	test('goes on with a command that is busy, a bus master that is active and the interrupt', () => {
		const slow = new TestDisk({ times: { accessUs: 100 } });
		slow.prepareMaster([512]);
		slow.issue(ata.READ_DMA, { lba: 77 });
		slow.startMaster('in');
		const copy = new TestDisk({ times: { accessUs: 100 } });
		copy.bus.memory.set(slow.bus.memory);
		copy.bus.load(slow.bus.save());
		copy.controller.load(slow.controller.save());
		copy.bus.advance(100_000);
		expect(copy.hasInterrupt).toBe(true);
		expect(copy.bus.memory.slice(BUFFER, BUFFER + 512)).toEqual(originalSectors(77, 1));
	});
});
