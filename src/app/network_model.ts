/*
 * What the page knows of each network card: bytes on its cable in bins of guest time,
 * the mails of its LAN, its cable; and how a report of the worker changes it. Pure.
 */
import type { NicName } from '../lan/addresses.ts';
import type { Mail } from '../lan/services/smtp/mailbox.ts';
import type { NetworkReport } from '../worker/protocol.ts';

/** Bytes per bin in both directions; the arrays are of one length. */
export interface Bins {
	/** Guest time of one, in µs. Bin n begins at guest time n * binUs. */
	readonly binUs: number;
	/** Number of the first one here. */
	readonly firstBin: number;
	readonly toGuest: readonly number[];
	readonly fromGuest: readonly number[];
}

export interface Network {
	readonly nic: NicName;
	readonly isLinkUp: boolean;
	readonly bins: Bins;
	/** Oldest first. */
	readonly mails: readonly Mail[];
}

/** One for each card, in the order in which they were first heard of. */
export type Networks = readonly Network[];

export const noNetworks: Networks = [];

/** Guest time that the curve goes back at most, in µs. */
export const binsKeptUs = 60e6;

/** Older mails are dropped from the page. */
export const maxMails = 100;

/** The networks after the news of one of them. */
export function networksAfter(networks: Networks, report: NetworkReport): Networks {
	const index = networks.findIndex(({ nic }) => nic === report.nic);
	const old = networks[index];
	const next: Network = {
		nic: report.nic,
		isLinkUp: report.isLinkUp,
		bins: binsAfter(old?.bins, report),
		mails: mailsAfter(old?.mails ?? [], report.mails),
	};
	return old ? networks.with(index, next) : [...networks, next];
}

/** Once the machine went back in time: what came later has not been. */
export function networksAt(networks: Networks, guestUs: number): Networks {
	return networks.map((network) => ({
		...network,
		mails: network.mails.filter(({ atUs }) => atUs <= guestUs),
	}));
}

/** The label of a card's driver. */
export function driverOf(nic: NicName): string {
	return `eth.${nic}`;
}

function binsAfter(old: Bins | undefined, report: NetworkReport): Bins {
	const { binUs, firstBin, toGuestBytes, fromGuestBytes } = report;
	const fresh: Bins = { binUs, firstBin, toGuest: toGuestBytes, fromGuest: fromGuestBytes };
	if (!old) return fresh;
	const kept = firstBin - old.firstBin;
	// Between bins that do not meet nobody knows what was: a curve would have to invent it.
	const isJoined = kept > 0 && kept <= old.toGuest.length;
	if (!isJoined) return fresh;
	const end = firstBin + toGuestBytes.length;
	const first = Math.max(old.firstBin, end - Math.ceil(binsKeptUs / binUs));
	const join = (before: readonly number[], after: readonly number[]) => [
		...before.slice(first - old.firstBin, kept),
		...after,
	];
	return {
		binUs,
		firstBin: first,
		toGuest: join(old.toGuest, toGuestBytes),
		fromGuest: join(old.fromGuest, fromGuestBytes),
	};
}

function mailsAfter(old: readonly Mail[], fresh: readonly Mail[]): readonly Mail[] {
	const [first] = fresh;
	if (!first) return old;
	return [...old.filter(({ id }) => id < first.id), ...fresh].slice(-maxMails);
}
