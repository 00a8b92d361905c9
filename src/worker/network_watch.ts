/*
 * What is new on the machine's networks since it was asked last: the throughput
 * curve's next bins, mails, cables. After the machine went back in time it tells all
 * again: bins by their numbers and mails by theirs take the place of what was told.
 */
import type { Lan } from '../lan/lan.ts';
import { BIN_NS } from '../lan/traffic_meter.ts';
import type { NetworkReport } from './protocol.ts';

const nsPerUs = 1000;

interface Told {
	/** Up to this bin. */
	bin: number;
	/** Up to this mail. */
	mail: number;
	isLinkUp: boolean | undefined;
}

export class NetworkWatch {
	readonly #lans: readonly Lan[];
	#told = new Map<Lan, Told>();

	constructor(lans: readonly Lan[]) {
		this.#lans = lans;
	}

	/** One report for each network that has news. */
	news(): NetworkReport[] {
		return this.#lans.flatMap((lan) => this.#newsOf(lan) ?? []);
	}

	/** The machine was put into another state: tell everything anew. */
	restart(): void {
		this.#told.clear();
	}

	#newsOf(lan: Lan): NetworkReport | undefined {
		const told = this.#told.get(lan) ?? { bin: 0, mail: 0, isLinkUp: undefined };
		const { first, toGuest, fromGuest } = lan.trafficBins(told.bin);
		const mails = lan.mails.filter(({ id }) => id > told.mail);
		const { isLinkUp } = lan;
		this.#told.set(lan, {
			bin: first + toGuest.length,
			mail: mails.at(-1)?.id ?? told.mail,
			isLinkUp,
		});
		if (toGuest.length === 0 && mails.length === 0 && isLinkUp === told.isLinkUp) {
			return undefined;
		}
		return {
			nic: lan.nic,
			isLinkUp,
			binUs: BIN_NS / nsPerUs,
			firstBin: first,
			toGuestBytes: toGuest,
			fromGuestBytes: fromGuest,
			mails,
			statistics: lan.statistics(),
		};
	}
}
