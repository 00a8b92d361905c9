/*
 * Bytes to base64 and back, by what pages and Node share.
 */

/** How many bytes become characters at once: fewer than a call may have arguments. */
const blockBytes = 0x8000;

export function toBase64(bytes: Uint8Array): string {
	let latin1 = '';
	for (let at = 0; at < bytes.length; at += blockBytes) {
		latin1 += String.fromCharCode(...bytes.subarray(at, at + blockBytes));
	}
	return btoa(latin1);
}

/** Undefined when the text is no base64. */
export function fromBase64(text: string): Uint8Array | undefined {
	let latin1: string;
	try {
		latin1 = atob(text);
	} catch {
		return undefined;
	}
	// A loop: Uint8Array.from with a function takes ten times as long.
	const bytes = new Uint8Array(latin1.length);
	for (let at = 0; at < bytes.length; at++) bytes[at] = latin1.charCodeAt(at);
	return bytes;
}
