/**
 * The RTL8139's EEPROM and what it decides: 9346CR, CONFIG0 to CONFIG5 and the station address
 * (data sheet, "EEPROM (93C46) Contents", "93C46 Command Register", "CONFIG" registers).
 *
 * Most CONFIG registers can be written in config-write mode only. What they switch (LEDs, boot
 * ROM, wake-up) is not on this card: they keep what a driver writes.
 */

import type { PlainData } from '../api.ts';
import { EEPROM_WORDS, Eeprom93c46 } from './eeprom_93c46.ts';
import type { PciIdentity } from './pci_function.ts';
import type { Register } from './register_map.ts';
import {
	CONFIG0,
	CONFIG1,
	CONFIG1_MEMMAP_IOMAP,
	CONFIG1_WRITABLE,
	CONFIG3,
	CONFIG4,
	CONFIG5,
	CR9346,
	EECS,
	EEDI,
	EEDO,
	EEM_AUTO_LOAD,
	EEM_CONFIG_WRITE,
	EEM_MASK,
	EEM_NORMAL,
	EEM_PROGRAMMING,
	EESK,
} from './rtl8139_registers.ts';

const STATION_BYTES = 6;

// Where the EEPROM has what, in bytes.
const EEPROM_ID = 0x00;
const EEPROM_VENDOR = 0x02;
const EEPROM_DEVICE = 0x04;
const EEPROM_SUBSYSTEM_VENDOR = 0x06;
const EEPROM_SUBSYSTEM = 0x08;
const EEPROM_MIN_GRANT = 0x0a;
const EEPROM_MAX_LATENCY = 0x0b;
const EEPROM_CONFIG3 = 0x0d;
const EEPROM_STATION = 0x0e;
const EEPROM_CONFIG0 = 0x14;
const EEPROM_CONFIG1 = 0x15;
const EEPROM_CONFIG4 = 0x19;
const EEPROM_CONFIG5 = 0x1f;
const ID_RTL8139 = 0x8129;

/** Power management is enabled; memory and I/O are mapped. */
const DEFAULT_CONFIG1 = CONFIG1_MEMMAP_IOMAP | 0x01;
/** CLKRUN, CardBus and the function register are the board's. */
const CONFIG3_WRITABLE = 0xf1;

interface ConfigByte {
	readonly offset: number;
	readonly eepromByte: number;
	readonly writable: number;
	readonly fixed: number;
	/** CONFIG5 needs no config-write mode. */
	readonly isProtected: boolean;
}

const CONFIG_BYTES: readonly ConfigByte[] = [
	...[
		{ offset: CONFIG0, eepromByte: EEPROM_CONFIG0, writable: 0, fixed: 0 },
		{
			...{ offset: CONFIG1, eepromByte: EEPROM_CONFIG1 },
			...{ writable: CONFIG1_WRITABLE, fixed: CONFIG1_MEMMAP_IOMAP },
		},
		{ offset: CONFIG3, eepromByte: EEPROM_CONFIG3, writable: CONFIG3_WRITABLE, fixed: 0 },
		{ offset: CONFIG4, eepromByte: EEPROM_CONFIG4, writable: 0xff, fixed: 0 },
	].map((entry) => ({ ...entry, isProtected: true })),
	...[{ offset: CONFIG5, eepromByte: EEPROM_CONFIG5, writable: 0x7f, fixed: 0 }].map((entry) => ({
		...entry,
		isProtected: false,
	})),
];

export class Rtl8139Config {
	readonly eeprom: Eeprom93c46;
	private command = EEM_NORMAL;
	private readonly bytes = new Map<number, number>();

	/** `loaded` is called when a driver has the EEPROM loaded again. */
	constructor(
		station: Uint8Array,
		identity: PciIdentity,
		private readonly loaded: () => void,
	) {
		this.eeprom = new Eeprom93c46(eepromContents(station, identity));
		this.autoLoad();
	}

	/** The station address in the EEPROM. */
	get station(): Uint8Array {
		return this.contents().slice(EEPROM_STATION, EEPROM_STATION + STATION_BYTES);
	}

	get canWriteConfig(): boolean {
		return (this.command & EEM_MASK) === EEM_CONFIG_WRITE;
	}

	/** Takes everything from the EEPROM, as after power-on. */
	autoLoad(): void {
		const contents = this.contents();
		this.command = EEM_NORMAL;
		this.eeprom.drive(false, false, false);
		for (const { offset, eepromByte, fixed } of CONFIG_BYTES) {
			this.bytes.set(offset, (contents[eepromByte] as number) | fixed);
		}
	}

	registers(): [number, Register][] {
		const configBytes = CONFIG_BYTES.map((config): [number, Register] => [
			config.offset,
			{
				size: 1,
				read: () => this.bytes.get(config.offset) as number,
				write: (value) => this.writeConfig(config, value),
			},
		]);
		return [
			[
				CR9346,
				{ size: 1, read: () => this.read9346(), write: (value) => this.write9346(value) },
			],
			...configBytes,
		];
	}

	save(): PlainData {
		return {
			eeprom: this.eeprom.save(),
			command: this.command,
			bytes: CONFIG_BYTES.map(({ offset }) => this.bytes.get(offset) as number),
		};
	}

	load(state: PlainData): void {
		const saved = state as { eeprom: PlainData; command: number; bytes: number[] };
		this.eeprom.load(saved.eeprom);
		this.command = saved.command;
		for (const [index, { offset }] of CONFIG_BYTES.entries()) {
			this.bytes.set(offset, saved.bytes[index] as number);
		}
	}

	private read9346(): number {
		return (this.command & ~EEDO) | (this.eeprom.output ? EEDO : 0);
	}

	/** The EEPROM's pins are the driver's in programming mode alone. */
	private write9346(value: number): void {
		const mode = value & EEM_MASK;
		const isProgramming = mode === EEM_PROGRAMMING;
		this.command = isProgramming ? value & (EEM_MASK | EECS | EESK | EEDI) : mode;
		this.eeprom.drive(
			isProgramming && (value & EECS) !== 0,
			(value & EESK) !== 0,
			(value & EEDI) !== 0,
		);
		if (mode === EEM_AUTO_LOAD) {
			this.autoLoad();
			this.loaded();
		}
	}

	private writeConfig({ offset, writable, isProtected }: ConfigByte, value: number): void {
		if (!isProtected || this.canWriteConfig) {
			const old = this.bytes.get(offset) as number;
			this.bytes.set(offset, (old & ~writable) | (value & writable));
		}
	}

	/** What the EEPROM has, in bytes; all 0 if it does not begin as one of this chip does. */
	private contents(): Uint8Array {
		const { words } = this.eeprom;
		const bytes = new Uint8Array(2 * EEPROM_WORDS);
		if (words[EEPROM_ID] === ID_RTL8139) {
			for (const [index, word] of words.entries()) {
				bytes[2 * index] = word;
				bytes[2 * index + 1] = word >> 8;
			}
		}
		return bytes;
	}
}

function eepromContents(station: Uint8Array, identity: PciIdentity): Uint16Array {
	const bytes = new Uint8Array(2 * EEPROM_WORDS);
	const view = new DataView(bytes.buffer);
	view.setUint16(EEPROM_ID, ID_RTL8139, true);
	view.setUint16(EEPROM_VENDOR, identity.vendor, true);
	view.setUint16(EEPROM_DEVICE, identity.device, true);
	view.setUint16(EEPROM_SUBSYSTEM_VENDOR, identity.subsystemVendor, true);
	view.setUint16(EEPROM_SUBSYSTEM, identity.subsystem, true);
	bytes[EEPROM_MIN_GRANT] = identity.minGrant;
	bytes[EEPROM_MAX_LATENCY] = identity.maxLatency;
	bytes[EEPROM_CONFIG1] = DEFAULT_CONFIG1;
	bytes.set(station.subarray(0, STATION_BYTES), EEPROM_STATION);
	return Uint16Array.from({ length: EEPROM_WORDS }, (_, word) => view.getUint16(2 * word, true));
}
