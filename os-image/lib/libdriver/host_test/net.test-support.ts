/** The network library with a card, as tests want to speak of it. */
import { compileWasmModule, TRAP_UNDEFINED } from '../../libsys/host_test/wasm.test-support.ts';
import {
	ETHERNET_MIN,
	frameBytes,
	NET_SOURCES,
	NetClient,
	type NetClientExports,
} from './net_client.test-support.ts';

interface Harness extends NetClientExports {
	start(buffers: number, instant: number): void;
	set_configure_status(status: number): void;
	arrive(length: number): number;
	waiting_frames(): number;
	interrupt(): void;
	complete(frames: number): void;
	frames_in_card(): number;
	fail_frame(): void;
	lose_frames(): void;
	set_link(isUp: number, mbit: number): void;
	sent_number(): number;
	sent_head(index: number): number;
	sent_length(index: number): number;
	watched_events(): number;
	watch_number(): number;
	multicast_hash(address: number): number;
}

export const WATCH_RECEIVE = 1;
export const WATCH_SEND = 2;

const module = await compileWasmModule(
	[...NET_SOURCES, 'os-image/lib/libdriver/host_test/net_harness.c'],
	TRAP_UNDEFINED,
);

export class NetLibrary extends NetClient<Harness> {
	static async start({ buffers = 4, instant = false, configured = true } = {}) {
		const { exports } = await WebAssembly.instantiate(module);
		const library = new NetLibrary(exports as unknown as Harness);
		library.guest.start(buffers, instant ? 1 : 0);
		if (configured) library.statusOf(library.configure());
		return library;
	}

	/** A frame arrives, and the card interrupts if someone watches. */
	arrive(sequence: number, length = ETHERNET_MIN, { quietly = false } = {}): void {
		const bytes = frameBytes(sequence, length);
		this.memory(this.guest.arrive(length), length).set(bytes);
		if (!quietly && this.guest.watched_events() & WATCH_RECEIVE) this.guest.interrupt();
	}

	/** So many frames are sent, and the card interrupts if someone watches. */
	complete(frames: number): void {
		this.guest.complete(frames);
		if (this.guest.watched_events() & WATCH_SEND) this.guest.interrupt();
	}

	/** Bytes of frames that were sent, as far as the shortest goes. */
	sent(): { length: number; head: Buffer }[] {
		return Array.from({ length: this.guest.sent_number() }, (_, index) => ({
			length: this.guest.sent_length(index),
			head: Buffer.from(this.memory(this.guest.sent_head(index), ETHERNET_MIN)),
		}));
	}
}
