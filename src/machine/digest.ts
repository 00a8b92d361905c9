/** SHA-256 in hex, by the platform's own implementation. */

export async function sha256Hex(...parts: readonly Uint8Array[]): Promise<string> {
	const size = parts.reduce((sum, part) => sum + part.length, 0);
	// One private copy: the caller may change its bytes while the digest is being made.
	const joined = new Uint8Array(size);
	let at = 0;
	for (const part of parts) {
		joined.set(part, at);
		at += part.length;
	}
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', joined));
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
