import { expect, test } from 'vitest';
import { BROADCAST_MAC, frame, GUEST_MAC, HOST_MAC } from './frames.test-support.ts';
import { LearningSwitch } from './switch.ts';

const station = (number: number) => Uint8Array.of(2, 0, 0, 0, number >> 8, number & 0xff);

test('a frame to an unknown station floods, and to a known one goes to its port alone', () => {
	const fabric = new LearningSwitch(3);
	expect(fabric.route(frame(HOST_MAC, GUEST_MAC), 0, 0)).toEqual([1, 2]);
	expect(fabric.route(frame(GUEST_MAC, HOST_MAC), 1, 0)).toEqual([0]);
	expect(fabric.route(frame(HOST_MAC, GUEST_MAC), 0, 0)).toEqual([1]);
	expect(fabric.route(frame(BROADCAST_MAC, GUEST_MAC), 0, 0)).toEqual([1, 2]);
});

test('a frame does not go back to where it came from', () => {
	const fabric = new LearningSwitch(3);
	fabric.route(frame(BROADCAST_MAC, HOST_MAC), 1, 0);
	expect(fabric.route(frame(HOST_MAC, station(1)), 1, 0)).toEqual([]);
});

test('frames from a group, and frames without a whole header, go nowhere', () => {
	const fabric = new LearningSwitch(2);
	expect(fabric.route(frame(HOST_MAC, BROADCAST_MAC), 0, 0)).toEqual([]);
	expect(fabric.route(new Uint8Array(13), 0, 0)).toEqual([]);
});

test('a station is found at its new port, and forgotten after five minutes of silence', () => {
	const fabric = new LearningSwitch(3);
	fabric.route(frame(BROADCAST_MAC, HOST_MAC), 1, 0);
	fabric.route(frame(BROADCAST_MAC, HOST_MAC), 2, 1e9);
	expect(fabric.route(frame(HOST_MAC, GUEST_MAC), 0, 300e9)).toEqual([2]);
	expect(fabric.route(frame(HOST_MAC, GUEST_MAC), 0, 302e9)).toEqual([1, 2]);
});

test('a card that sends under 10,000 addresses pushes out the oldest, and fills no memory', () => {
	const fabric = new LearningSwitch(2);
	for (let i = 0; i < 10_000; i++) fabric.route(frame(BROADCAST_MAC, station(i)), 0, i);
	expect((fabric.save() as unknown[]).length).toBe(256);
	expect(fabric.route(frame(station(9_999), HOST_MAC), 0, 10_000)).toEqual([]);
	expect(fabric.route(frame(station(1), HOST_MAC), 0, 10_000)).toEqual([1]);
});
