/** An IDE controller with its drives on a test bus, and what a driver does by their registers. */

import { CowDisk } from '../cow_disk.ts';
import { AtaController } from './ata.ts';
import { AtaDrive, type DriveTimes } from './ata_drive.ts';
import * as ata from './ata_registers.ts';
import { parseDiskFault } from './disk_fault_spec.ts';
import { DiskFaults } from './disk_faults.ts';
import { FIRST_LEGACY_RANGE } from './pci_function.ts';
import { Registers, TestBus } from './test_bus.test-support.ts';

const MASTER_BAR = 4;
export const DISK_SECTORS = 1024;
export const PRIMARY_LINE = 14;
/** Of the bus master's table, and of what it moves, by default. */
export const TABLE = 0x1000;
export const BUFFER = 0x20000;
const REGION_LAST = 0x8000;
const REGION_MAX = 0x10000;

export interface CommandOptions {
	readonly lba?: number;
	/** Sectors; 1 by default. */
	readonly count?: number;
	readonly features?: number;
	readonly drive?: 0 | 1;
}

export interface TestDiskOptions {
	/** As after --disk-fault. */
	readonly faults?: readonly string[];
	readonly times?: DriveTimes;
	readonly hasSecondDrive?: boolean;
	readonly seed?: number;
}

/** A disk whose sector n has the bytes n, n + 1, n + 2 ... */
export class TestDisk {
	readonly medium = new CowDisk(CONTENTS);
	readonly controller: AtaController;
	readonly bus: TestBus;
	readonly command: Registers;
	readonly control: Registers;
	readonly master: Registers;

	constructor(options: TestDiskOptions = {}) {
		const { faults = [], times, hasSecondDrive = false, seed = 1 } = options;
		const parsed = new DiskFaults(faults.map(parseDiskFault), seed);
		const second = hasSecondDrive
			? new AtaDrive(new CowDisk(CONTENTS), undefined, times, 1)
			: undefined;
		this.controller = new AtaController([new AtaDrive(this.medium, parsed, times), second]);
		this.bus = new TestBus(this.controller);
		this.command = new Registers(this.controller, FIRST_LEGACY_RANGE);
		this.control = new Registers(this.controller, FIRST_LEGACY_RANGE + 1);
		this.master = new Registers(this.controller, MASTER_BAR);
		this.controller.reset();
	}

	get status(): number {
		return this.control.read8(0);
	}

	get error(): number {
		return this.command.read8(ata.ERROR);
	}

	get hasInterrupt(): boolean {
		return this.bus.legacyLines.has(PRIMARY_LINE);
	}

	/** Reads the status register, which acknowledges the interrupt. */
	acknowledge(): number {
		return this.command.read8(ata.STATUS);
	}

	/** Writes the registers of a 28-bit command, and the command. */
	issue(code: number, options: CommandOptions = {}): void {
		const { lba = 0, count = 1, features = 0, drive = 0 } = options;
		const device = ata.DEVICE_LBA | (drive === 1 ? ata.DEVICE_DEV : 0) | (lba >>> 24);
		this.command.write8(ata.DEVICE, device);
		this.command.write8(ata.FEATURES, features);
		this.command.write8(ata.SECTOR_COUNT, count & 0xff);
		this.writeLba(lba);
		this.command.write8(ata.COMMAND, code);
	}

	/** The same of 48 bits: the upper halves are written first. */
	issueExt(code: number, { lba = 0, count = 1 }: CommandOptions = {}): void {
		this.command.write8(ata.DEVICE, ata.DEVICE_LBA);
		this.command.write8(ata.SECTOR_COUNT, count >>> 8);
		this.writeLba(Math.floor(lba / 2 ** 24));
		this.command.write8(ata.SECTOR_COUNT, count & 0xff);
		this.writeLba(lba % 2 ** 24);
		this.command.write8(ata.COMMAND, code);
	}

	/** The address registers as they are now. */
	get lba28(): number {
		const { command } = this;
		const low = command.read8(ata.LBA_LOW) | (command.read8(ata.LBA_MID) << 8);
		const high = command.read8(ata.DEVICE) & ata.DEVICE_LBA_BITS;
		return low | (command.read8(ata.LBA_HIGH) << 16) | (high << 24);
	}

	/** Sectors by the data port, 16 bits at a time, for as long as the drive offers them. */
	readPio(count: number): Uint8Array {
		const bytes = new Uint8Array(count * ata.SECTOR_BYTES);
		for (let at = 0; at < bytes.length && this.status & ata.STATUS_DRQ; at += 2) {
			const word = this.command.read16(ata.DATA);
			bytes.set([word & 0xff, word >> 8], at);
		}
		return bytes;
	}

	writePio(bytes: Uint8Array): void {
		for (let at = 0; at < bytes.length && this.status & ata.STATUS_DRQ; at += 2) {
			this.command.write16(ata.DATA, (bytes[at] as number) | ((bytes[at + 1] ?? 0) << 8));
		}
	}

	/** Puts a table of regions of these lengths into memory, one behind the other. */
	prepareMaster(lengths: readonly number[], address = BUFFER): void {
		const view = new DataView(this.bus.memory.buffer);
		let at = address;
		for (const [index, length] of lengths.entries()) {
			view.setUint32(TABLE + 8 * index, at, true);
			view.setUint16(TABLE + 8 * index + 4, length % REGION_MAX, true);
			view.setUint16(
				TABLE + 8 * index + 6,
				index === lengths.length - 1 ? REGION_LAST : 0,
				true,
			);
			at += length;
		}
		this.master.write8(ata.MASTER_COMMAND, 0);
		this.master.write32(ata.MASTER_TABLE, TABLE);
		this.master.write8(
			ata.MASTER_STATUS,
			ata.MASTER_STATUS_ERROR | ata.MASTER_STATUS_INTERRUPT,
		);
	}

	startMaster(direction: 'in' | 'out'): void {
		const toMemory = direction === 'in' ? ata.MASTER_COMMAND_TO_MEMORY : 0;
		this.master.write8(ata.MASTER_COMMAND, toMemory);
		this.master.write8(ata.MASTER_COMMAND, toMemory | ata.MASTER_COMMAND_START);
	}

	/** Reads by DMA into `BUFFER`; what is there then. */
	readDma(lba: number, count: number): Uint8Array {
		this.prepareMaster([count * ata.SECTOR_BYTES]);
		this.issue(ata.READ_DMA, { lba, count });
		this.startMaster('in');
		return this.bus.memory.slice(BUFFER, BUFFER + count * ata.SECTOR_BYTES);
	}

	writeDma(lba: number, bytes: Uint8Array): void {
		this.bus.memory.set(bytes, BUFFER);
		this.prepareMaster([bytes.length]);
		this.issue(ata.WRITE_DMA, { lba, count: bytes.length / ata.SECTOR_BYTES });
		this.startMaster('out');
	}

	flush(): void {
		this.issue(ata.FLUSH_CACHE);
	}

	softReset(): void {
		this.control.write8(0, ata.CONTROL_SRST);
		this.control.write8(0, 0);
	}

	/** What is on the disk. */
	sectors(lba: number, count: number): Uint8Array {
		return this.medium.read(lba * ata.SECTOR_BYTES, count * ata.SECTOR_BYTES).slice();
	}

	private writeLba(low24: number): void {
		this.command.write8(ata.LBA_LOW, low24 & 0xff);
		this.command.write8(ata.LBA_MID, (low24 >>> 8) & 0xff);
		this.command.write8(ata.LBA_HIGH, (low24 >>> 16) & 0xff);
	}
}

/** What the disk has in these sectors before anything is written. */
export function originalSectors(lba: number, count: number): Uint8Array {
	const bytes = new Uint8Array(count * ata.SECTOR_BYTES);
	for (let i = 0; i < bytes.length; i++) {
		bytes[i] = lba + Math.floor(i / ata.SECTOR_BYTES) + i;
	}
	return bytes;
}

export function filledSectors(count: number, value: number): Uint8Array {
	return new Uint8Array(count * ata.SECTOR_BYTES).fill(value);
}

/** Says where two stretches of sectors begin to differ; undefined when they do not. */
export function firstDifference(found: Uint8Array, expected: Uint8Array): string | undefined {
	if (found.length !== expected.length) {
		return `${found.length} bytes instead of ${expected.length}`;
	}
	const at = found.findIndex((byte, i) => byte !== expected[i]);
	return at < 0 ? undefined : `byte ${at} is ${found[at]} instead of ${expected[at]}`;
}

const CONTENTS = originalSectors(0, DISK_SECTORS);
