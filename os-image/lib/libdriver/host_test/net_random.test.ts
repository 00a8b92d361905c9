/** The network driver's library under load: frames both ways, with answers at any time. */
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../libsys/host_test/wasm.test-support.ts';
import { NetLibrary } from './net.test-support.ts';
import {
	ETHERNET_MAX,
	ETHERNET_MIN,
	frameBytes,
	REGION_MIN,
	SEND_FRAMES,
} from './net_client.test-support.ts';

const REQUESTS = 1_500;
const SEEDS = [1, 2, 3, 4];
const REGION_SPREAD = 0x8000;
const RECEIVE_GRANTS = [0, 1, 2, 3, 4, 5, 6, 7];
const SEND_GRANTS = [8, 9, 10, 11, 12, 13, 14];
const CARD_BUFFERS_MAX = 8;
/** As many as the ring has room for. */
const FRAMES_WAITING_MAX = 30;

/** A client and a card that do as the random numbers say, and remember what has to come of it. */
class Load {
	readonly #net: NetLibrary;
	readonly #random: SeededRandom;
	/** Requests under way, by id. */
	readonly #regions = new Map<number, { grant: number; isBad: boolean }>();
	readonly #sends = new Map<number, { grant: number; frames: number }>();
	#seen: number;
	requests = 0;
	arrived = 0;
	received = 0;
	toSend = 0;

	constructor(net: NetLibrary, random: SeededRandom) {
		this.#net = net;
		this.#random = random;
		this.#seen = net.guest.reply_number();
	}

	get underWay(): number {
		return this.#regions.size + this.#sends.size;
	}

	#length = () => ETHERNET_MIN + this.#random.below(ETHERNET_MAX - ETHERNET_MIN + 1);

	/** In one of ten the client has taken its grant back. */
	receive(isBad = this.#random.below(10) === 0): void {
		const used = [...this.#regions.values()].map(({ grant }) => grant);
		const grant = RECEIVE_GRANTS.find((candidate) => !used.includes(candidate));
		if (grant === undefined) return;
		this.requests++;
		this.#net.guest.take_grant_back(grant, isBad ? 1 : 0);
		this.#regions.set(this.#net.nextId, { grant, isBad });
		this.#net.receive(grant, REGION_MIN + this.#random.below(REGION_SPREAD));
	}

	send(): void {
		const used = [...this.#sends.values()].map(({ grant }) => grant);
		const grant = SEND_GRANTS.find((candidate) => !used.includes(candidate));
		if (grant === undefined) return;
		this.requests++;
		const lengths = Array.from({ length: 1 + this.#random.below(SEND_FRAMES) }, this.#length);
		this.#sends.set(this.#net.nextId, { grant, frames: lengths.length });
		this.#net.send(grant, this.toSend, lengths);
		this.toSend += lengths.length;
	}

	complete(frames = this.#random.below(this.#net.guest.frames_in_card() + 1)): void {
		this.#net.complete(frames);
	}

	arrive(): void {
		if (this.#net.guest.waiting_frames() >= FRAMES_WAITING_MAX) return;
		this.#net.arrive(this.arrived++, this.#length());
	}

	/** Looks at what has been answered since the last time. */
	settle(): void {
		for (const reply of this.#net.replies(this.#seen)) {
			this.#seen++;
			const send = this.#sends.get(reply.id);
			const region = this.#regions.get(reply.id);
			this.#sends.delete(reply.id);
			this.#regions.delete(reply.id);
			if (send) expect(reply.status).toBe(send.frames);
			else if (region?.isBad) expect(reply.status).toBeLessThan(0);
			else expect(reply.status).toBeGreaterThan(0);
			if (!region) continue;
			for (const frame of this.#net.framesIn(region.grant, reply)) {
				expect(frame.equals(frameBytes(this.received++, frame.length))).toBe(true);
			}
		}
	}

	step(): void {
		const actions = [() => this.receive(), () => this.send(), () => this.complete()];
		const arrive = () => this.arrive();
		this.#random.pick([...actions, arrive, arrive])();
		this.settle();
	}
}

describe('the network library under load', () => {
	it.each(SEEDS)(
		`loses, repeats and mixes up no frame, and answers each of ${REQUESTS} requests once (seed %d)`,
		async (seed) => {
			const random = new SeededRandom(seed);
			const net = await NetLibrary.start({ buffers: 1 + random.below(CARD_BUFFERS_MAX) });
			const load = new Load(net, random);
			while (load.requests < REQUESTS) load.step();
			while (net.guest.frames_in_card() > 0) load.complete(1);
			while (net.guest.waiting_frames() > 0) load.receive(false);
			load.settle();
			expect(load.received).toBe(load.arrived);
			const sent = net.sent();
			expect(sent).toHaveLength(load.toSend);
			for (const [sequence, { head }] of sent.entries()) {
				expect(head.equals(frameBytes(sequence, ETHERNET_MIN))).toBe(true);
			}
		},
	);
});
