/**
 * What Realtek's RTL8029AS adds to the DP8390 on page 3: identification and configuration, as
 * far as drivers use them (data sheet, "Register descriptions").
 *
 * The configuration comes from the EEPROM at power-on and can be changed while 9346CR unlocks it.
 * The EEPROM's own pins are not there for drivers: they read as an empty socket.
 */

import type { PlainData } from '../api.ts';

/** On page 0: tell an RTL8029 from other NE2000s. */
export const ID0_AT = 0x0a;
export const ID1_AT = 0x0b;
export const ID0 = 0x50;
export const ID1 = 0x43;

// Offsets on page 3.
const CR9346 = 0x01;
const CONFIG0 = 0x03;
const CONFIG2 = 0x05;
const CONFIG3 = 0x06;
const CHIP_ID0 = 0x0e;
const CHIP_ID1 = 0x0f;

// 9346CR: what the lines to the EEPROM are for.
const EEM_MASK = 0xc0;
const EEM_LOAD = 0x40;
const EEM_UNLOCK = 0xc0;
const EEDO = 0x01;

/** CONFIG0: the medium is thin coax, or with automatic choice the twisted pair has no link. */
const BNC = 0x04;

// CONFIG2: which medium.
const PL_MASK = 0xc0;
const PL_AUTOMATIC = 0x00;
const PL_TWISTED_PAIR = 0x40; // without a test of the link
const PL_THIN_COAX = 0xc0;

/** CONFIG3. */
const FUDUP = 0x40;

const OPEN_BUS = 0xff;

export class Ne2000Config {
	private eepromMode = 0;
	private config2 = PL_AUTOMATIC;
	private config3 = FUDUP;

	/** Whether the medium chosen is the one that has a cable. */
	get usesTwistedPair(): boolean {
		const medium = this.config2 & PL_MASK;
		return medium === PL_AUTOMATIC || medium === PL_TWISTED_PAIR;
	}

	read(offset: number, isLinkUp: boolean): number {
		switch (offset) {
			case CR9346:
				return this.eepromMode | EEDO;
			case CONFIG0:
				return this.isOnCoax(isLinkUp) ? BNC : 0;
			case CONFIG2:
				return this.config2;
			case CONFIG3:
				return this.config3;
			case CHIP_ID0:
				return 0x29;
			case CHIP_ID1:
				return 0x80;
			default:
				return OPEN_BUS;
		}
	}

	write(offset: number, value: number): void {
		if (offset === CR9346) {
			this.eepromMode = value & EEM_MASK;
			if (this.eepromMode === EEM_LOAD) {
				this.powerOn();
			}
		} else if (this.eepromMode === EEM_UNLOCK) {
			if (offset === CONFIG2) {
				this.config2 = value & PL_MASK;
			} else if (offset === CONFIG3) {
				this.config3 = value & FUDUP;
			}
		}
	}

	/** Loads what the EEPROM has: automatic choice of the medium, full duplex. */
	powerOn(): void {
		this.eepromMode = 0;
		this.config2 = PL_AUTOMATIC;
		this.config3 = FUDUP;
	}

	save(): PlainData {
		const { eepromMode, config2, config3 } = this;
		return { eepromMode, config2, config3 };
	}

	load(state: PlainData): void {
		Object.assign(this, state);
	}

	private isOnCoax(isLinkUp: boolean): boolean {
		const medium = this.config2 & PL_MASK;
		return medium === PL_THIN_COAX || (medium === PL_AUTOMATIC && !isLinkUp);
	}
}
