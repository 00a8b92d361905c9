/** Frames for the tests of network cards. */

export const BROADCAST = new Uint8Array(6).fill(0xff);
export const STRANGER = Uint8Array.of(0x02, 1, 2, 3, 4, 5);

/** A frame of `length` bytes (at least 12) whose contents tell it from others. */
export function frameTo(destination: Uint8Array, length = 60, seed = 1): Uint8Array {
	const frame = new Uint8Array(length);
	for (let index = 0; index < length; index++) {
		frame[index] = index * 7 + seed * 31;
	}
	frame.set(destination);
	frame.set(STRANGER, 6);
	return frame;
}
