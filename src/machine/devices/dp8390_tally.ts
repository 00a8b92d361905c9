/** The DP8390's three tally counters (data sheet, "Network tally registers"). */

import type { PlainData } from '../api.ts';

export type TallyNumber = 0 | 1 | 2;

export const TALLY_FRAME_ALIGNMENT = 0;
export const TALLY_CRC = 1;
export const TALLY_MISSED = 2;

const COUNTERS = 3;
/** They stick here, so that a driver that comes late still sees a count. */
const STICKS_AT = 0xc0;
/** The interrupt comes when a counter's most significant bit becomes set. */
const INTERRUPTS_AT = 0x80;

export class TallyCounters {
	private readonly counts = new Uint8Array(COUNTERS);

	/** Whether this is what raises the interrupt. */
	count(number: TallyNumber): boolean {
		const count = this.counts[number] as number;
		if (count === STICKS_AT) {
			return false;
		}
		this.counts[number] = count + 1;
		return count + 1 === INTERRUPTS_AT;
	}

	/** Reading clears. */
	read(number: TallyNumber): number {
		const count = this.counts[number] as number;
		this.counts[number] = 0;
		return count;
	}

	reset(): void {
		this.counts.fill(0);
	}

	save(): PlainData {
		return this.counts.slice();
	}

	load(state: PlainData): void {
		this.counts.set(state as Uint8Array);
	}
}
