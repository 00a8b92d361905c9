import { expect, test } from 'vitest';
import { BIN_NS, TrafficMeter } from './traffic_meter.ts';

test('bytes are counted in bins of guest time, each of which is told once', () => {
	const meter = new TrafficMeter();
	meter.count('toGuest', 100, 0);
	meter.count('toGuest', 50, BIN_NS - 1);
	meter.count('fromGuest', 7, 2 * BIN_NS);
	meter.count('toGuest', 1, 3 * BIN_NS);
	const bins = { first: 0, toGuest: [150, 0, 0], fromGuest: [0, 0, 7] };
	expect(meter.completeBins(0, 3 * BIN_NS)).toEqual(bins);
	expect(meter.completeBins(3, 3 * BIN_NS)).toEqual({ first: 3, toGuest: [], fromGuest: [] });
	expect(meter.completeBins(3, 5 * BIN_NS)).toMatchObject({ first: 3, toGuest: [1, 0] });
	expect(meter.totals.toGuest).toEqual({ frames: 3, bytes: 151 });
});

test('whoever was away for long gets what is kept, empty where nothing passed', () => {
	const meter = new TrafficMeter();
	meter.count('toGuest', 100, 0);
	meter.count('toGuest', 5, 4000 * BIN_NS);
	const bins = meter.completeBins(0, 4001 * BIN_NS);
	expect(bins.first).toBe(3002);
	expect(bins.toGuest.length).toBe(999);
	expect(bins.toGuest.at(-1)).toBe(5);
	expect(bins.toGuest.slice(0, -1).every((bytes) => bytes === 0)).toBe(true);
});

test('the curve is the same after it was saved and loaded', () => {
	const first = new TrafficMeter();
	for (let i = 0; i < 3000; i++) first.count('toGuest', i, i * BIN_NS);
	const second = new TrafficMeter();
	second.load(structuredClone(first.save()));
	const nowNs = 3001 * BIN_NS;
	expect(second.completeBins(0, nowNs)).toEqual(first.completeBins(0, nowNs));
	expect(second.totals).toEqual(first.totals);
});
