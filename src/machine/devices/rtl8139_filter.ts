/**
 * Which frames the RTL8139 takes, and what it says of them (data sheet, "Receive Configuration
 * Register", "Receive Status Register").
 */

import { FRAME_CHECK_BYTES, multicastHash } from './ethernet_crc.ts';
import {
	RCR_AAP,
	RCR_AB,
	RCR_AER,
	RCR_AM,
	RCR_APM,
	RCR_AR,
	RX_BAR,
	RX_LONG,
	RX_MAR,
	RX_PAM,
	RX_ROK,
	RX_RUNT,
} from './rtl8139_registers.ts';

const ADDRESS_BYTES = 6;
const HASH_BYTES = 8;
const GROUP_BIT = 0x01;
/** With its check sequence: shorter is a runt... */
const RUNT_BYTES = 64;
/** ... which is not even that below this, ... */
const SHORTEST_RUNT_BYTES = 8;
/** ... and longer is in error. */
const LONGEST_BYTES = 4096;

export class Rtl8139Filter {
	/** IDR0 to IDR5. */
	readonly station = new Uint8Array(ADDRESS_BYTES);
	/** MAR0 to MAR7. */
	readonly multicast = new Uint8Array(HASH_BYTES);

	/** The receive status of a frame without its check sequence; undefined if it is not taken. */
	accept(frame: Uint8Array, receiveConfiguration: number): number | undefined {
		const length = frame.length + FRAME_CHECK_BYTES;
		if (length < SHORTEST_RUNT_BYTES + FRAME_CHECK_BYTES) {
			return undefined;
		}
		const address = this.acceptAddress(frame, receiveConfiguration);
		if (address === undefined) {
			return undefined;
		}
		if (length > LONGEST_BYTES) {
			return receiveConfiguration & RCR_AER ? address | RX_LONG : undefined;
		}
		if (length < RUNT_BYTES) {
			return receiveConfiguration & RCR_AR ? address | RX_RUNT | RX_ROK : undefined;
		}
		return address | RX_ROK;
	}

	private acceptAddress(frame: Uint8Array, receiveConfiguration: number): number | undefined {
		const all = (receiveConfiguration & RCR_AAP) !== 0;
		if (((frame[0] as number) & GROUP_BIT) === 0) {
			const isOurs = this.isOurs(frame);
			const isWanted = all || (isOurs && (receiveConfiguration & RCR_APM) !== 0);
			return isWanted ? (isOurs ? RX_PAM : 0) : undefined;
		}
		if (isBroadcast(frame)) {
			return all || (receiveConfiguration & RCR_AB) !== 0 ? RX_BAR : undefined;
		}
		const isWanted = all || ((receiveConfiguration & RCR_AM) !== 0 && this.isHashed(frame));
		return isWanted ? RX_MAR : undefined;
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

function isBroadcast(frame: Uint8Array): boolean {
	for (let index = 0; index < ADDRESS_BYTES; index++) {
		if (frame[index] !== 0xff) {
			return false;
		}
	}
	return true;
}
