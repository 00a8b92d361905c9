/** Ethernet frames as the LAN sees them: without preamble and check sequence (IEEE 802.3 §3). */

/** Two addresses and the type. */
export const ETHERNET_HEADER_BYTES = 14;
/** The shortest that goes over a cable; shorter ones are filled up on the way. */
export const FRAME_BYTES_MIN = 60;
/** The longest that the LAN carries: what a card can send, a jumbo frame not. */
export const FRAME_BYTES_MAX = 2048;
/** What a frame takes on the cable besides: preamble, check sequence, gap between frames. */
export const FRAME_OVERHEAD_BYTES = 8 + 4 + 12;

const SOURCE_OFFSET = 6;
const GROUP_BIT = 1;

/** To several stations: broadcast or multicast. */
export function isToGroup(frame: Uint8Array): boolean {
	return ((frame[0] as number) & GROUP_BIT) !== 0;
}

/** A group cannot send. */
export function isFromGroup(frame: Uint8Array): boolean {
	return ((frame[SOURCE_OFFSET] as number) & GROUP_BIT) !== 0;
}

/** The address that the frame goes to, as a number. */
export function destinationOf(frame: Uint8Array): number {
	return stationAt(frame, 0);
}

/** The address that the frame comes from, as a number. */
export function sourceOf(frame: Uint8Array): number {
	return stationAt(frame, SOURCE_OFFSET);
}

function stationAt(frame: Uint8Array, offset: number): number {
	let station = 0;
	for (let i = 0; i < 6; i++) {
		station = station * 0x100 + (frame[offset + i] as number);
	}
	return station;
}
