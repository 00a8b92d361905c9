/**
 * Numbers as people read them: thousands apart, shares with the digits that matter.
 */

import type { Interval } from './wilson.ts';

/** `12,500`. */
export function countText(count: number): string {
	return String(Math.round(count)).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `2.8 %`. Near 0 and near 1 with two digits of the difference: `0.031 %`, `99.969 %`. */
export function percentText(share: number): string {
	return `${percentDigits(share)} %`;
}

/** `2.5 – 3.1 %`. */
export function intervalText({ lower, upper }: Interval): string {
	return `${percentDigits(lower)} – ${percentText(upper)}`;
}

/** `2.5–3.1`, behind a share in percent. */
export function shortIntervalText({ lower, upper }: Interval): string {
	return `${percentDigits(lower)}–${percentDigits(upper)}`;
}

/** A share in percent, without the sign. */
export function percentDigits(share: number): string {
	const percent = share * 100;
	const fromEnd = Math.min(percent, 100 - percent);
	if (fromEnd <= 0) return percent.toFixed(0);
	const decimals = fromEnd >= 1 ? 1 : 1 - Math.floor(Math.log10(fromEnd));
	return percent.toFixed(decimals);
}

/** `8.3 ms`, `1.20 s`. */
export function timeText(us: number): string {
	if (us < 1000) return `${us.toFixed(0)} µs`;
	if (us < 1e6) return `${(us / 1000).toFixed(1)} ms`;
	return `${(us / 1e6).toFixed(2)} s`;
}
