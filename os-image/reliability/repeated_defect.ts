/*
 * A defect that a component shows again and again while the guest is at work. The times
 * are in the machine's event queue, so that on the virtual clock a run repeats exactly.
 */
import type { ControlChannel } from '../../src/channel/control_channel.ts';
import type { ServiceOrder } from '../../src/channel/service_order.ts';
import type { Machine } from '../../src/machine/api.ts';

const EVENT = 'repeated-defect';
const NS_PER_S = 1e9;

export class RepeatedDefect {
	#strikes = 0;
	readonly #stop: () => void;

	/**
	 * Gives the order after `firstS` of guest time, and every `everyS` from then on, unless
	 * `isRecovered` says that what came of the order before is not over.
	 */
	constructor(
		machine: Pick<Machine, 'events'>,
		channel: Pick<ControlChannel, 'service'>,
		order: ServiceOrder,
		{ firstS, everyS }: { readonly firstS: number; readonly everyS: number },
		isRecovered: (strikes: number) => boolean,
	) {
		const { events } = machine;
		const everyNs = everyS * NS_PER_S;
		let id = events.schedule(events.nowNs + firstS * NS_PER_S, EVENT, null);
		const release = events.handle(EVENT, (_, nowNs) => {
			id = events.schedule(nowNs + everyNs, EVENT, null);
			if (!isRecovered(this.#strikes)) return;
			this.#strikes++;
			// What becomes of the order shows in the event stream; it is refused at the run's end.
			channel.service(order).catch(() => undefined);
		});
		this.#stop = () => {
			events.cancel(id);
			release();
		};
	}

	/** Orders given so far. */
	get strikes(): number {
		return this.#strikes;
	}

	stop(): void {
		this.#stop();
	}
}
