/** A network card seen from its cable; `src/lan` plugs these into a switch. */

import type { PciFunction } from './pci_function.ts';

/** What the switch gives to a card. */
export interface NetworkPort {
	/**
	 * The card sends a frame: destination address first, without preamble and frame check
	 * sequence, at least 60 bytes unless the driver made it shorter. The bytes are the card's and
	 * change afterwards. The result is the guest time in nanoseconds at which its last bit has
	 * left: then the card may report the transmission as complete.
	 */
	transmit(frame: Uint8Array): number;
	/** The card can take frames again after `canReceive` said no (802.3x flow control). */
	roomAvailable(): void;
}

export interface NetworkCard extends PciFunction {
	/** `rtl8139` or `dp8390`. */
	readonly name: string;
	/** The station address in its EEPROM or PROM, 6 bytes. */
	readonly stationAddress: Uint8Array;
	connect(port: NetworkPort): void;
	/** The cable is plugged in at both ends, or not. */
	setLink(isUp: boolean): void;
	/**
	 * Whether a frame of this length finds room. A card that is off, or filters it out, can
	 * always "receive" it. A link with flow control waits; any other delivers anyway, and the
	 * card's overflow rules decide. A link that asks again while a frame waits and finds no room
	 * still has waited as long as a pause takes; then the card may tell its driver so.
	 */
	canReceive(length: number): boolean;
	/** A frame without its check sequence arrives; the bytes may be changed afterwards. */
	receive(frame: Uint8Array): void;
}

/** A card as its cable sees it. */
export type CableEnd = Pick<NetworkCard, 'name' | 'connect' | 'setLink' | 'canReceive' | 'receive'>;
