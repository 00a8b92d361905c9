/**
 * What SET FEATURES and SET MULTIPLE MODE change in a device (ATA/ATAPI-6, 8.46 and 8.49), and
 * the answer to IDENTIFY DEVICE (8.15), which tells it.
 */

import type { PlainData } from '../api.ts';
import * as ata from './ata_registers.ts';

/** Sectors of a block of READ and WRITE MULTIPLE, at most. */
const MULTIPLE_MAX = 16;
const LBA28_SECTORS_MAX = 0x0fffffff;

/** Transfer modes, as SET FEATURES has them in the sector count register (table 44). */
const MODE_KIND_SHIFT = 3;
const MODE_NUMBER = 0x07;
const KIND_PIO_DEFAULT = 0;
const KIND_PIO = 1;
const KIND_MULTIWORD_DMA = 4;
const KIND_ULTRA_DMA = 8;
/** The highest mode of each kind. */
const MODE_MAX: Readonly<Record<number, number>> = {
	[KIND_PIO_DEFAULT]: 1,
	[KIND_PIO]: 4,
	[KIND_MULTIWORD_DMA]: 2,
	[KIND_ULTRA_DMA]: 5,
};
const MULTIWORD_DMA_2 = (KIND_MULTIWORD_DMA << MODE_KIND_SHIFT) | 2;

const MODEL = 'KINTSUGI ATA DISK';
const FIRMWARE = '1.0';

/** Translation of old programs: as many cylinders as a disk of this size has. */
const HEADS = 16;
const SECTORS_PER_TRACK = 63;
const CYLINDERS_MAX = 16383;

export class AtaSettings {
	/** Sectors of a block; 0: READ and WRITE MULTIPLE are off. */
	multiple = 0;
	writeCache = true;
	private lookAhead = true;
	private dmaMode = MULTIWORD_DMA_2;
	private keepOverReset = false;

	/** False: there is no such setting, and the command is aborted. */
	setFeature(feature: number, parameter: number): boolean {
		switch (feature) {
			case ata.ENABLE_WRITE_CACHE:
			case ata.DISABLE_WRITE_CACHE:
				this.writeCache = feature === ata.ENABLE_WRITE_CACHE;
				return true;
			case ata.ENABLE_LOOK_AHEAD:
			case ata.DISABLE_LOOK_AHEAD:
				this.lookAhead = feature === ata.ENABLE_LOOK_AHEAD;
				return true;
			case ata.KEEP_OVER_RESET:
			case ata.DEFAULTS_AFTER_RESET:
				this.keepOverReset = feature === ata.KEEP_OVER_RESET;
				return true;
			case ata.SET_TRANSFER_MODE:
				return this.setTransferMode(parameter);
			default:
				return false;
		}
	}

	/** False: it is no power of two, or more than there can be. */
	setMultiple(sectors: number): boolean {
		if (sectors > MULTIPLE_MAX || (sectors & (sectors - 1)) !== 0) {
			return false;
		}
		this.multiple = sectors;
		return true;
	}

	/** A software reset keeps the transfer mode, and all when it was told to. */
	softReset(): void {
		if (!this.keepOverReset) {
			this.multiple = 0;
			this.writeCache = true;
			this.lookAhead = true;
		}
	}

	powerOn(): void {
		this.keepOverReset = false;
		this.dmaMode = MULTIWORD_DMA_2;
		this.softReset();
	}

	/** 512 bytes: words by their numbers in 8.15. `device` is 0 or 1, its place on the cable. */
	identify(sectors: number, device: number): Uint8Array {
		const words = new Uint16Array(ata.SECTOR_WORDS);
		const tracks = HEADS * SECTORS_PER_TRACK;
		const cylinders = Math.min(Math.floor(sectors / tracks), CYLINDERS_MAX);
		words[0] = 0x0040; // an ATA device that is not removable
		words.set([cylinders, 0, HEADS], 1);
		words[6] = SECTORS_PER_TRACK;
		setText(words, 10, 10, `KINTSUGI-${device}`);
		setText(words, 23, 4, FIRMWARE);
		setText(words, 27, 20, MODEL);
		words[47] = 0x8000 | MULTIPLE_MAX;
		words[49] = 0x0b00; // IORDY, LBA, DMA
		words[50] = 0x4000;
		words[53] = 0x0007; // words 54 to 58, 64 to 70 and 88 are valid
		words.set([cylinders, HEADS, SECTORS_PER_TRACK], 54);
		setNumber(words, 57, 2, cylinders * tracks);
		words[59] = this.multiple === 0 ? 0 : 0x0100 | this.multiple;
		setNumber(words, 60, 2, Math.min(sectors, LBA28_SECTORS_MAX));
		words[63] = 0x0007 | this.selectedMode(KIND_MULTIWORD_DMA);
		words[64] = 0x0003; // PIO 3 and 4
		words.fill(120, 65, 69); // cycle times in ns
		words[80] = 0x0078; // ATA-3 to ATA/ATAPI-6
		// Power management, write cache, look-ahead; LBA48, FLUSH CACHE and its EXT form.
		words.set([0x0068, 0x7400, 0x4000], 82);
		const enabled = 0x0008 | (this.writeCache ? 0x0020 : 0) | (this.lookAhead ? 0x0040 : 0);
		words.set([enabled, 0x3400, 0x4000], 85);
		words[88] = 0x003f | this.selectedMode(KIND_ULTRA_DMA);
		words[93] = 0x6000 | (device === 0 ? 0x000b : 0x0b00); // both passed, by jumper
		setNumber(words, 100, 4, sectors);
		const bytes = new Uint8Array(words.buffer);
		const sum = bytes.reduce((total, byte) => total + byte, 0xa5);
		words[255] = 0x00a5 | ((-sum & 0xff) << 8);
		return bytes;
	}

	save(): PlainData {
		const { multiple, writeCache, lookAhead, dmaMode, keepOverReset } = this;
		return { multiple, writeCache, lookAhead, dmaMode, keepOverReset };
	}

	load(state: PlainData): void {
		const saved = state as {
			multiple: number;
			writeCache: boolean;
			lookAhead: boolean;
			dmaMode: number;
			keepOverReset: boolean;
		};
		this.multiple = saved.multiple;
		this.writeCache = saved.writeCache;
		this.lookAhead = saved.lookAhead;
		this.dmaMode = saved.dmaMode;
		this.keepOverReset = saved.keepOverReset;
	}

	private setTransferMode(mode: number): boolean {
		const kind = mode >> MODE_KIND_SHIFT;
		const highest = MODE_MAX[kind];
		if (highest === undefined || (mode & MODE_NUMBER) > highest) {
			return false;
		}
		if (kind === KIND_MULTIWORD_DMA || kind === KIND_ULTRA_DMA) {
			this.dmaMode = mode;
		}
		return true;
	}

	/** The bit that says which mode of a kind is in use; 0 when it is one of another kind. */
	private selectedMode(kind: number): number {
		const isOfKind = this.dmaMode >> MODE_KIND_SHIFT === kind;
		return isOfKind ? 0x0100 << (this.dmaMode & MODE_NUMBER) : 0;
	}
}

/** Padded with blanks; the first character of each word is in its upper half. */
function setText(words: Uint16Array, at: number, count: number, text: string): void {
	const padded = text.padEnd(2 * count);
	for (let i = 0; i < count; i++) {
		words[at + i] = (padded.charCodeAt(2 * i) << 8) | padded.charCodeAt(2 * i + 1);
	}
}

/** The lowest word first. */
function setNumber(words: Uint16Array, at: number, count: number, value: number): void {
	for (let i = 0, rest = value; i < count; i++, rest = Math.floor(rest / 0x10000)) {
		words[at + i] = rest % 0x10000;
	}
}
