/**
 * Which frames the DP8390 takes: station address, multicast hash and the bits of the receive
 * configuration register (data sheet, "Receive configuration register", "Physical address
 * registers" and "Multicast address registers").
 */

import type { PlainData } from '../api.ts';
import { RCR_AB, RCR_AM, RCR_AR, RCR_PRO } from './dp8390_registers.ts';
import { FRAME_CHECK_BYTES, multicastHash } from './ethernet_crc.ts';

const ADDRESS_BYTES = 6;
const GROUP_BIT = 0x01;
const HASH_BYTES = 8;
/** Shorter frames, check sequence included, are runts... */
const RUNT_BYTES = 64;
/** ... and what has not even a whole header is what a collision left. */
const HEADER_BYTES = 14;

export class AddressFilter {
	/** PAR0 to PAR5. */
	readonly station = new Uint8Array(ADDRESS_BYTES);
	/** MAR0 to MAR7. */
	readonly multicast = new Uint8Array(HASH_BYTES);

	accepts(frame: Uint8Array, receiveConfiguration: number): boolean {
		const isRunt = frame.length + FRAME_CHECK_BYTES < RUNT_BYTES;
		if (frame.length < HEADER_BYTES || (isRunt && !(receiveConfiguration & RCR_AR))) {
			return false;
		}
		if (!isGroup(frame)) {
			return (receiveConfiguration & RCR_PRO) !== 0 || this.isOurs(frame);
		}
		if (receiveConfiguration & RCR_AB && isBroadcast(frame)) {
			return true;
		}
		return (receiveConfiguration & RCR_AM) !== 0 && this.isHashed(frame);
	}

	reset(): void {
		this.station.fill(0);
		this.multicast.fill(0);
	}

	save(): PlainData {
		return { station: this.station.slice(), multicast: this.multicast.slice() };
	}

	load(state: PlainData): void {
		const saved = state as { station: Uint8Array; multicast: Uint8Array };
		this.station.set(saved.station);
		this.multicast.set(saved.multicast);
	}

	private isOurs(frame: Uint8Array): boolean {
		for (let index = 0; index < ADDRESS_BYTES; index++) {
			if (frame[index] !== this.station[index]) {
				return false;
			}
		}
		return true;
	}

	private isHashed(frame: Uint8Array): boolean {
		const hash = multicastHash(frame);
		return (((this.multicast[hash >> 3] as number) >> (hash & 7)) & 1) === 1;
	}
}

/** Multicast or broadcast. */
export function isGroup(frame: Uint8Array): boolean {
	return ((frame[0] as number) & GROUP_BIT) !== 0;
}

function isBroadcast(frame: Uint8Array): boolean {
	for (let index = 0; index < ADDRESS_BYTES; index++) {
		if (frame[index] !== 0xff) {
			return false;
		}
	}
	return true;
}
