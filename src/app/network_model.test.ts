import { expect, test } from 'vitest';
import type { Mail } from '../lan/services/smtp/mailbox.ts';
import type { NetworkReport } from '../worker/protocol.ts';
import { binsKeptUs, networksAfter, networksAt, noNetworks } from './network_model.ts';

const binUs = 20_000;

function report(firstBin: number, toGuestBytes: number[], mails: Mail[] = []): NetworkReport {
	const fromGuestBytes = toGuestBytes.map((bytes) => -bytes);
	return {
		...{ nic: 'rtl8139', isLinkUp: true, binUs, firstBin, toGuestBytes, fromGuestBytes, mails },
		statistics: {} as NetworkReport['statistics'],
	};
}

function mail(id: number, atUs = 0): Mail {
	return { id, atUs, from: 'a', to: ['b'], text: `${id}` };
}

function after(...reports: NetworkReport[]) {
	return reports.reduce(networksAfter, noNetworks);
}

test('bins that follow are put behind those that are known, in both directions', () => {
	const [network] = after(report(5, [1, 2]), report(7, [3]));
	expect(network?.bins).toEqual({
		...{ binUs, firstBin: 5, toGuest: [1, 2, 3], fromGuest: [-1, -2, -3] },
	});
});

test('bins that are told anew take the place of what was told', () => {
	const [network] = after(report(5, [1, 2, 3]), report(6, [9]));
	expect(network?.bins).toMatchObject({ firstBin: 5, toGuest: [1, 9] });
	expect(after(report(5, [1, 2, 3]), report(2, [9]))[0]?.bins).toMatchObject({
		...{ firstBin: 2, toGuest: [9] },
	});
});

test('bins behind a hole stand alone: what was before is forgotten', () => {
	const [network] = after(report(0, [1, 2]), report(4, [3]));
	expect(network?.bins).toMatchObject({ firstBin: 4, toGuest: [3] });
});

test('bins go back as far as the curve does', () => {
	const count = binsKeptUs / binUs;
	const [network] = after(report(0, Array(count).fill(1)), report(count, [2, 2]));
	expect(network?.bins.firstBin).toBe(2);
	expect(network?.bins.toGuest).toHaveLength(count);
	expect(network?.bins.fromGuest).toHaveLength(count);
	expect(network?.bins.toGuest.at(-1)).toBe(2);
});

test('each card has its network, and a report changes no other', () => {
	const networks = after(report(0, [1]), { ...report(0, [2]), nic: 'dp8390' }, report(1, [3]));
	expect(networks.map(({ nic, bins }) => [nic, bins.toGuest])).toEqual([
		['rtl8139', [1, 3]],
		['dp8390', [2]],
	]);
});

test('the cable is as told last', () => {
	expect(after(report(0, []), { ...report(0, []), isLinkUp: false })[0]?.isLinkUp).toBe(false);
});

test('mails are added, and one that comes again makes the later ones void', () => {
	const told = report(0, [], [mail(1), mail(2)]);
	const ids = (...reports: NetworkReport[]) => after(...reports)[0]?.mails.map(({ id }) => id);
	expect(ids(told, report(0, [], [mail(3)]))).toEqual([1, 2, 3]);
	expect(ids(told, report(0, []))).toEqual([1, 2]);
	expect(ids(told, report(0, [], [mail(1)]))).toEqual([1]);
});

test('back in time there are no mails of later', () => {
	const networks = networksAt(after(report(0, [], [mail(1, 10), mail(2, 20)])), 10);
	expect(networks[0]?.mails.map(({ id }) => id)).toEqual([1]);
});
