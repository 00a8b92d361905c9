/**
 * Two stacks on a cable of their own, with a clock that jumps: for tests of the binding, and for
 * the measurement of its speed.
 */
import { readFileSync } from 'node:fs';
import type { Endpoint, FrameOutput, IpAddress } from './api.ts';
import { TcpIpStack } from './tcpip_stack.ts';

export const ADDRESSES: readonly IpAddress[] = [0x0a000001, 0x0a000002];
const MASK = 0xffffff00;
const DELAY_NS = 20_000;
const SETTLE_TURNS_MAX = 10_000;

interface Flight {
	readonly to: number;
	readonly atNs: number;
	readonly frame: Uint8Array;
}

/** The module that `npm run build:os` makes. */
export function readNetModule(): WebAssembly.Module {
	const file = new URL('../../../build/os/net.wasm', import.meta.url);
	return new WebAssembly.Module(readFileSync(file));
}

export class TwoHosts {
	nowNs = 0;
	readonly stacks: readonly [TcpIpStack, TcpIpStack];
	frames = 0;
	/** Frames of host 0 for which the cable has room. */
	room = Number.POSITIVE_INFINITY;
	/** Says of each frame whether it arrives. */
	arrives: (frame: Uint8Array, from: number) => boolean = () => true;
	private flights: Flight[] = [];
	private deadlines = [0, 0];

	constructor(module: WebAssembly.Module, seed = 1) {
		const make = (index: 0 | 1) => {
			const stack = new TcpIpStack({
				module,
				name: `host${index}`,
				output: this.output(index),
				seed: seed + index,
			});
			stack.configure({
				mac: Uint8Array.of(2, 0, 0, 0, 0, index + 1),
				address: ADDRESSES[index] as number,
				mask: MASK,
			});
			return stack;
		};
		this.stacks = [make(0), make(1)];
	}

	endpoint(index: 0 | 1, port: number): Endpoint {
		return { ip: ADDRESSES[index] as number, port };
	}

	/** Lets everything happen that is due within a time. */
	run(durationNs: number): void {
		const endNs = this.nowNs + durationNs;
		this.settle();
		for (;;) {
			const nextNs = Math.min(...this.deadlines, this.flights[0]?.atNs ?? Infinity);
			if (nextNs > endNs) {
				this.nowNs = endNs;
				return;
			}
			this.nowNs = Math.max(this.nowNs, nextNs);
			this.settle();
		}
	}

	save() {
		return {
			nowNs: this.nowNs,
			flights: this.flights.map((flight) => ({ ...flight })),
			stacks: this.stacks.map((stack) => stack.save()),
		};
	}

	load(state: ReturnType<TwoHosts['save']>): void {
		this.nowNs = state.nowNs;
		this.flights = state.flights.map((flight) => ({ ...flight }));
		this.stacks.forEach((stack, index) => {
			stack.load(state.stacks[index] ?? null);
		});
	}

	/** Everything that is due now. */
	settle(): void {
		for (let turn = 0; turn < SETTLE_TURNS_MAX; turn++) {
			while (this.flights[0] && this.flights[0].atNs <= this.nowNs) {
				const { to, frame } = this.flights.shift() as Flight;
				this.stacks[to]?.input(frame, this.nowNs);
			}
			this.deadlines = this.stacks.map((stack) => stack.advance(this.nowNs));
			if (Math.min(...this.deadlines, this.flights[0]?.atNs ?? Infinity) > this.nowNs) {
				return;
			}
		}
		throw new Error('The two hosts do not come to rest: something is always due.');
	}

	private output(from: 0 | 1): FrameOutput {
		return {
			send: (frame) => {
				this.frames++;
				if (from === 0) {
					this.room--;
				}
				if (this.arrives(frame, from)) {
					const atNs = this.nowNs + DELAY_NS;
					this.flights.push({ to: 1 - from, atNs, frame: frame.slice() });
				}
			},
			hasRoom: () => from === 1 || this.room > 0,
		};
	}
}
