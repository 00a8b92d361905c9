/** The other end of a card's cable, for tests: keeps what the card sends. */

import type { NetworkPort } from './network_card.ts';
import type { TestBus } from './test_bus.test-support.ts';

export class TestCable implements NetworkPort {
	/** Copies of the frames sent, oldest first. */
	readonly frames: Uint8Array[] = [];
	/** How often the card said that it has room again. */
	roomCalls = 0;
	private freeAtNs = 0;

	/** At 0 ns a byte, a frame has left at once. */
	constructor(
		private readonly bus: TestBus,
		private readonly nsPerByte = 0,
	) {}

	transmit(frame: Uint8Array): number {
		this.frames.push(frame.slice());
		this.freeAtNs = Math.max(this.bus.nowNs, this.freeAtNs) + frame.length * this.nsPerByte;
		return this.freeAtNs;
	}

	roomAvailable(): void {
		this.roomCalls++;
	}
}
