import { beforeEach, expect, test } from 'vitest';
import type { Lan } from '../lan/lan.ts';
import type { Mail } from '../lan/services/smtp/mailbox.ts';
import { BIN_NS, TrafficMeter } from '../lan/traffic_meter.ts';
import { NetworkWatch } from './network_watch.ts';

let nowNs: number;
let meter: TrafficMeter;
let mails: Mail[];
let isLinkUp: boolean;
let watch: NetworkWatch;

const mail = (id: number): Mail => ({ id, atUs: 0, from: 'a', to: ['b'], text: `${id}` });

beforeEach(() => {
	nowNs = 0;
	meter = new TrafficMeter();
	mails = [];
	isLinkUp = true;
	const lan = {
		nic: 'rtl8139',
		statistics: () => ({}),
		trafficBins: (from: number) => meter.completeBins(from, nowNs),
		get mails() {
			return mails;
		},
		get isLinkUp() {
			return isLinkUp;
		},
	};
	watch = new NetworkWatch([lan as unknown as Lan]);
});

test('bins, mails and the cable are told once each, and silence is no news', () => {
	meter.count('toGuest', 100, 0);
	nowNs = 2 * BIN_NS;
	mails = [mail(1)];
	expect(watch.news()).toMatchObject([
		{ nic: 'rtl8139', firstBin: 0, toGuestBytes: [100, 0], mails: [mail(1)], isLinkUp: true },
	]);
	expect(watch.news()).toEqual([]);
	nowNs = 3 * BIN_NS;
	mails = [mail(1), mail(2)];
	expect(watch.news()).toMatchObject([{ firstBin: 2, toGuestBytes: [0], mails: [mail(2)] }]);
	isLinkUp = false;
	expect(watch.news()).toMatchObject([{ firstBin: 3, toGuestBytes: [], isLinkUp: false }]);
});

test('after the machine went back in time everything is told anew', () => {
	meter.count('toGuest', 100, 0);
	nowNs = BIN_NS;
	mails = [mail(1)];
	watch.news();
	watch.restart();
	expect(watch.news()).toMatchObject([{ firstBin: 0, toGuestBytes: [100], mails: [mail(1)] }]);
});
