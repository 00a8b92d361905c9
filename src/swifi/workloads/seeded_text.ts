/** Text that follows from a seed, as os-image/commands/workload makes it. */

import { fillSeeded } from '../../machine/seeded_content.ts';

/** `length` characters, each one of the `count` from `first` on. */
export function seededText(seed: number, length: number, first: string, count: number): string {
	const bytes = new Uint8Array(length);
	fillSeeded(bytes, seed, 0);
	const base = first.charCodeAt(0);
	return String.fromCharCode(...bytes.map((byte) => base + (byte % count)));
}
