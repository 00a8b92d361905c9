/*
 * Figures as the page shows them: three digits, with the unit that suits.
 */

const thinSpace = '\u2009';

/** A span of time given in µs: "840 µs", "12.3 ms", "4.56 s", and from 1000 s on "0:16:40". */
export function formatDuration(us: number): string {
	if (us < 999.5) return `${Math.round(us)}${thinSpace}µs`;
	if (us < 999_500) return `${threeDigits(us / 1000)}${thinSpace}ms`;
	if (us < 999_500_000) return `${threeDigits(us / 1_000_000)}${thinSpace}s`;
	const seconds = Math.floor(us / 1_000_000);
	const minutes = Math.floor(seconds / 60);
	return `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`;
}

/** A number of bytes in decimal units: "512 B", "131 kB", "2.35 MB". */
export function formatBytes(bytes: number): string {
	if (bytes < 1000) return `${bytes}${thinSpace}B`;
	if (bytes < 999_500) return `${threeDigits(bytes / 1000)}${thinSpace}kB`;
	return `${threeDigits(bytes / 1_000_000)}${thinSpace}MB`;
}

/** A rate given in bytes a second: "840 kB/s", "38.2 MB/s". */
export function formatRate(bytesPerS: number): string {
	return `${formatBytes(Math.round(bytesPerS))}/s`;
}

/** A share from 0 to 1 as whole percent. */
export function formatShare(share: number): string {
	return `${Math.round(share * 100)}${thinSpace}%`;
}

/** A figure below 1000 with three digits; larger ones in whole numbers. */
export function threeDigits(value: number): string {
	if (value === 0) return '0';
	const decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
	return value.toFixed(decimals);
}

function twoDigits(value: number): string {
	return String(value).padStart(2, '0');
}
