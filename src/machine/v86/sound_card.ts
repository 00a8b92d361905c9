/**
 * v86's Sound Blaster 16 with a loudspeaker on guest time. v86's card moves samples when a browser's
 * speaker asks for some; here the machine asks, whenever what was moved before has been heard, so
 * that a run is the same with and without a listener, and on every host.
 *
 * v86's card and its DMA controllers differ from real ones where that matters to a driver:
 * - A channel that is masked goes on. Here nothing is moved while it is (8237A data sheet,
 *   "Mask Register"), so that a card whose driver has died is silent.
 * - A channel that has reached its end is not masked, and counts from 64 K again: more bytes than
 *   the guest has given. Here it is taken for masked until it is programmed again, and so is one
 *   that was really told to move 64 K, on which v86's controllers can't work.
 */

import type {
	EventScheduler,
	MachineAudio,
	PlainData,
	SoundBlock,
	StatefulPart,
	Unsubscribe,
} from '../api.ts';
import { ListenerSet } from '../listeners.ts';
import { loadByteQueue, saveByteQueue } from './byte_queue.ts';
import type { V86Dma, V86Emulator, V86SoundBlaster } from './internals.ts';

const EVENT_KIND = 'sound-block-heard';
const NS_PER_US = 1000;
const NS_PER_S = 1e9;
/** What the card's oscillator reaches; what is programmed beyond is heard at these. */
const MIN_RATE_HZ = 4000;
const MAX_RATE_HZ = 48_000;
/** A host that was away for longer does not hear all of that at once. */
const MAX_LATE_NS = 100e6;
/** What the guest has to answer the interrupt at a transfer's end, however late the host is. */
const ANSWER_NS = 3e6;
const COUNT_AT_END = 0xffff;
const MODE_AUTO_INIT = 0x10;

export class SoundCard implements MachineAudio, StatefulPart {
	readonly name = 'sound-card';
	private readonly listeners = new ListenerSet<SoundBlock>();
	private readonly card: V86SoundBlaster;
	/** When all that was moved has been heard. */
	private heardNs = 0;
	private event: number | null = null;
	/** When the event should have come; a host may be late with it. */
	private dueNs = 0;
	private isLoading = false;

	constructor(
		private readonly emulator: V86Emulator,
		private readonly events: EventScheduler,
	) {
		this.card = emulator.v86.cpu.devices.sb16;
		events.handle(EVENT_KIND, () => {
			this.event = null;
			this.move();
		});
		emulator.add_listener('dac-send-data', (([left, right]: [Float32Array, Float32Array]) =>
			this.hear(left, right)) as never);
		emulator.add_listener('dac-enable', (() => this.wake()) as never);
		this.dma.on_unmask(() => this.wake(), this);
	}

	onSamples(listener: (block: SoundBlock) => void): Unsubscribe {
		return this.listeners.add(listener);
	}

	/** For v86 to be loaded in: that lets the card wake its speaker, whatever it does. */
	whileLoading(load: () => void): void {
		this.isLoading = true;
		try {
			load();
		} finally {
			this.isLoading = false;
		}
	}

	save(): PlainData {
		return {
			heardNs: this.heardNs,
			event: this.event,
			dueNs: this.dueNs,
			written: saveByteQueue(this.card.write_buffer),
			toRead: saveByteQueue(this.card.read_buffer),
		};
	}

	load(state: PlainData): void {
		const saved = state as {
			heardNs: number;
			event: number | null;
			dueNs: number;
			written: Uint8Array;
			toRead: Uint8Array;
		};
		this.heardNs = saved.heardNs;
		this.event = saved.event;
		this.dueNs = saved.dueNs;
		loadByteQueue(this.card.write_buffer, saved.written);
		loadByteQueue(this.card.read_buffer, saved.toRead);
	}

	reset(): void {
		this.event = null;
		this.card.write_buffer.clear();
		this.card.read_buffer.clear();
	}

	private get dma(): V86Dma {
		return this.emulator.v86.cpu.devices.dma;
	}

	/** The card may have something to play. What it moved before is heard first. */
	private wake(): void {
		if (this.event === null && !this.isLoading) {
			this.schedule(Math.max(this.events.nowNs, this.heardNs));
		}
	}

	private schedule(dueNs: number): void {
		const { nowNs } = this.events;
		const answeredNs = this.card.dma_bytes_left > 0 ? nowNs : nowNs + ANSWER_NS;
		this.dueNs = dueNs;
		this.event = this.events.schedule(Math.max(dueNs, answeredNs), EVENT_KIND, null);
	}

	/** Asks for the next block, which comes before the call returns, if at all. */
	private move(): void {
		const { heardNs } = this;
		if (!this.isHeldUp()) {
			this.emulator.bus.send('dac-request-data');
		}
		if (this.heardNs !== heardNs) {
			this.schedule(this.heardNs);
		}
	}

	private isHeldUp(): boolean {
		const { dma_bytes_left: bytesLeft, dma_paused: isPaused, dma_channel: channel } = this.card;
		const { channel_mask, channel_count, channel_count_init, channel_mode } = this.dma;
		const startsAgain = ((channel_mode[channel] as number) & MODE_AUTO_INIT) !== 0;
		return (
			bytesLeft > 0 &&
			!isPaused &&
			(channel_mask[channel] !== 0 ||
				channel_count[channel] === COUNT_AT_END ||
				(startsAgain && channel_count_init[channel] === COUNT_AT_END))
		);
	}

	/** Samples from -1 to 1, which the card has just moved. */
	private hear(left: Float32Array, right: Float32Array): void {
		const { nowNs } = this.events;
		const rateHz = Math.min(Math.max(this.card.sampling_rate, MIN_RATE_HZ), MAX_RATE_HZ);
		// Events come a little late, which is not to be heard.
		const startNs = nowNs - this.dueNs <= MAX_LATE_NS ? this.dueNs : nowNs;
		this.heardNs = startNs + (left.length * NS_PER_S) / rateHz;
		this.listeners.emit({ atUs: startNs / NS_PER_US, rateHz, left, right });
	}
}
