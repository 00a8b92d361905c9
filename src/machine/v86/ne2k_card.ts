/**
 * v86's own NE2000, as its cable sees it: a cross-check for our model. Its faults are its own
 * (FACTS: no multicast, frames overwritten without an overflow), but for one: where its registers
 * would have it throw, a frame is dropped.
 */

import type { CableEnd, NetworkPort } from '../devices/network_card.ts';
import type { V86Emulator, V86Ne2k } from './internals.ts';

/** The command register's bit that stops the card (DP8390D data sheet, 10.3). */
const STOPPED = 1;
const PAGE_SHIFT = 8;
/** Its memory ends there; v86 keeps 32 KB. */
const PAGES = 0x80;
/** The ring's header in front of a frame, and the check sequence behind it. */
const FRAME_OVERHEAD = 4 + 4;
const FRAME_MIN = 60;

export class Ne2kCard implements CableEnd {
	readonly name = 'dp8390';
	private port: NetworkPort | undefined;

	constructor(
		private readonly emulator: Pick<V86Emulator, 'bus' | 'add_listener'>,
		private readonly ne2k: V86Ne2k,
	) {
		const send = (frame: Uint8Array) => {
			this.port?.transmit(frame); // it reports the frame as sent at once
		};
		emulator.add_listener('net0-send', send as never);
	}

	connect(port: NetworkPort): void {
		this.port = port;
	}

	/** An NE2000 does not know whether its cable is plugged in. */
	setLink(): void {}

	/** It never says when it has room again. */
	canReceive(length: number): boolean {
		const { boundary, curpg, pstart, pstop } = this.ne2k;
		if (this.isStopped || !this.hasSaneRing) {
			return true;
		}
		const needed = 2 + ((Math.max(FRAME_MIN, length) + FRAME_OVERHEAD) >> PAGE_SHIFT);
		const free = boundary > curpg ? boundary - curpg : pstop - curpg + boundary - pstart;
		return free >= needed;
	}

	receive(frame: Uint8Array): void {
		if (!this.isStopped && this.hasSaneRing) {
			this.emulator.bus.send('net0-receive', frame);
		}
	}

	private get isStopped(): boolean {
		return (this.ne2k.cr & STOPPED) !== 0;
	}

	private get hasSaneRing(): boolean {
		const { curpg, pstart, pstop } = this.ne2k;
		return pstart < pstop && pstop <= PAGES && curpg >= pstart && curpg < pstop;
	}
}
