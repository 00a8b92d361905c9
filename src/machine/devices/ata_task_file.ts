/**
 * The command block registers of one device that a host writes and reads back: features, sector
 * count, address, device (ATA/ATAPI-6, chapter 7). Each is two deep, as the 48-bit commands need
 * it: a write moves the former content to a second rank, which reads show while HOB is set.
 */

import type { PlainData } from '../api.ts';
import * as ata from './ata_registers.ts';

const LBA28_MASK = 0x0fffffff;
const BYTE = 0x100;
const UPPER_24 = 0x1000000;
/** What a count of 0 stands for. */
const COUNT_ZERO = 0x100;
const COUNT_ZERO_EXT = 0x10000;

export class AtaTaskFile {
	private readonly current = new Uint8Array(ata.COMMAND_BLOCK_PORTS);
	private readonly former = new Uint8Array(ata.COMMAND_BLOCK_PORTS);

	read(register: number, isFormer: boolean): number {
		const isTwoDeep = register >= ata.SECTOR_COUNT && register <= ata.LBA_HIGH;
		return (isFormer && isTwoDeep ? this.former : this.current)[register] as number;
	}

	write(register: number, value: number): void {
		this.former[register] = this.current[register] as number;
		this.current[register] = value;
	}

	get features(): number {
		return this.current[ata.FEATURES] as number;
	}

	get sectorCount(): number {
		return this.current[ata.SECTOR_COUNT] as number;
	}

	set sectorCount(value: number) {
		this.current[ata.SECTOR_COUNT] = value;
	}

	get device(): number {
		return this.current[ata.DEVICE] as number;
	}

	/** How many sectors a command is for: at least one. */
	transferCount(isExt: boolean): number {
		const low = this.sectorCount;
		const former = this.former[ata.SECTOR_COUNT] as number;
		return isExt ? former * BYTE + low || COUNT_ZERO_EXT : low || COUNT_ZERO;
	}

	lba(isExt: boolean): number {
		const { current, former } = this;
		const low24 =
			(current[ata.LBA_LOW] as number) |
			((current[ata.LBA_MID] as number) << 8) |
			((current[ata.LBA_HIGH] as number) << 16);
		if (!isExt) {
			return ((this.device & ata.DEVICE_LBA_BITS) << 24) | low24;
		}
		const high24 =
			(former[ata.LBA_LOW] as number) |
			((former[ata.LBA_MID] as number) << 8) |
			((former[ata.LBA_HIGH] as number) << 16);
		return high24 * UPPER_24 + low24;
	}

	setLba(lba: number, isExt: boolean): void {
		const low = isExt ? lba % UPPER_24 : Math.min(lba, LBA28_MASK);
		for (const [index, register] of [ata.LBA_LOW, ata.LBA_MID, ata.LBA_HIGH].entries()) {
			this.current[register] = low >>> (8 * index);
			if (isExt) {
				this.former[register] = Math.floor(lba / UPPER_24) >>> (8 * index);
			}
		}
		if (!isExt) {
			this.current[ata.DEVICE] = (this.device & ~ata.DEVICE_LBA_BITS) | (low >>> 24);
		}
	}

	/** The signature of a device that is no packet device (9.12). */
	setSignature(): void {
		this.current.fill(0);
		this.former.fill(0);
		this.current[ata.SECTOR_COUNT] = 1;
		this.current[ata.LBA_LOW] = 1;
	}

	save(): PlainData {
		return { current: this.current.slice(), former: this.former.slice() };
	}

	load(state: PlainData): void {
		const saved = state as { current: Uint8Array; former: Uint8Array };
		this.current.set(saved.current);
		this.former.set(saved.former);
	}
}
