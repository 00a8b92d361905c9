import { expect, test } from 'vitest';
import { EventQueue } from './event_queue.ts';

function queueWithLog() {
	const log: unknown[] = [];
	const queue = new EventQueue(() => 0);
	queue.handle('note', (payload) => log.push(payload));
	return { queue, log };
}

test('events come by time, and in the order scheduled where the time is the same', () => {
	const { queue, log } = queueWithLog();
	for (const [atNs, name] of [
		[30, 'c1'],
		[10, 'a1'],
		[20, 'b'],
		[10, 'a2'],
		[30, 'c2'],
	] as const) {
		queue.schedule(atNs, 'note', name);
	}
	expect(queue.nextNs).toBe(10);
	queue.drain(29);
	expect(log).toEqual(['a1', 'a2', 'b']);
	queue.drain(30);
	expect(log).toEqual(['a1', 'a2', 'b', 'c1', 'c2']);
	expect(queue.nextNs).toBe(Number.POSITIVE_INFINITY);
});

test('host input comes after what the machine does at the same time, even if scheduled first', () => {
	const { queue, log } = queueWithLog();
	queue.schedule(10, 'note', 'key', 'host');
	queue.schedule(10, 'note', 'frame');
	queue.drain(10);
	expect(log).toEqual(['frame', 'key']);
});

test('many events in random order come out sorted', () => {
	const { queue, log } = queueWithLog();
	const times = Array.from({ length: 500 }, (_, i) => (i * 7919) % 503);
	for (const time of times) {
		queue.schedule(time, 'note', time);
	}
	queue.drain(1000);
	expect(log).toEqual([...times].sort((a, b) => a - b));
});

test('what a handler schedules for now is handled in the same round', () => {
	const { queue, log } = queueWithLog();
	queue.handle('chain', () => queue.schedule(10, 'note', 'chained'));
	queue.schedule(10, 'chain', null);
	expect(queue.drain(10)).toBe(2);
	expect(log).toEqual(['chained']);
});

test('a cancelled event does not come, and cancelling one that has come changes nothing', () => {
	const { queue, log } = queueWithLog();
	const gone = queue.schedule(5, 'note', 'gone');
	const first = queue.schedule(6, 'note', 'first');
	queue.cancel(gone);
	expect(queue.nextNs).toBe(6);
	queue.drain(6);
	queue.cancel(first);
	queue.schedule(7, 'note', 'second');
	queue.drain(7);
	expect(log).toEqual(['first', 'second']);
});

test('a saved queue goes on where it was', () => {
	const { queue } = queueWithLog();
	queue.schedule(2, 'note', 'b');
	queue.schedule(1, 'note', 'a');
	queue.cancel(queue.schedule(1, 'note', 'x'));
	const { queue: copy, log } = queueWithLog();
	copy.load(queue.save());
	copy.schedule(2, 'note', 'c');
	copy.drain(9);
	expect(log).toEqual(['a', 'b', 'c']);
});

test('events nobody handles are an error that names them', () => {
	const { queue } = queueWithLog();
	queue.schedule(1, 'frame', null);
	expect(() => queue.drain(1)).toThrow('No handler for events of kind "frame"');
});

test('a second handler for a kind is refused', () => {
	const { queue } = queueWithLog();
	expect(() => queue.handle('note', () => {})).toThrow('already have a handler');
});
