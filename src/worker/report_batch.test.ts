import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Report } from './protocol.ts';
import { ReportBatch } from './report_batch.ts';

beforeEach(() => {
	vi.useFakeTimers();
});

afterEach(() => {
	vi.useRealTimers();
});

function recordingBatch() {
	const reports: Report[] = [];
	const batch = new ReportBatch((report) => {
		reports.push(report);
	});
	return { batch, reports };
}

test('what comes within one period is one report, in order', async () => {
	const { batch, reports } = recordingBatch();
	batch.addConsole(Uint8Array.of(1, 2));
	batch.addEvent('a', 1);
	batch.addConsole(Uint8Array.of(3));
	batch.addEvent('b', 2);
	batch.add({ state: 'running' });
	expect(reports).toEqual([]);
	await vi.runAllTimersAsync();
	expect(reports).toEqual([
		{
			console: Uint8Array.of(1, 2, 3),
			events: ['a', 'b'],
			eventTimesUs: [1, 2],
			state: 'running',
		},
	]);
});

test('progress of several files is kept for each', async () => {
	const { batch, reports } = recordingBatch();
	batch.addFetch('bios', { loadedBytes: 1, done: true });
	batch.addFetch('image', { loadedBytes: 1, done: false });
	batch.addFetch('image', { loadedBytes: 2, done: false });
	await batch.flush();
	expect(reports).toEqual([
		{ fetch: { bios: { loadedBytes: 1, done: true }, image: { loadedBytes: 2, done: false } } },
	]);
});

test('bytes are copied: the machine may use its buffer again', async () => {
	const { batch, reports } = recordingBatch();
	const buffer = Uint8Array.of(1);
	batch.addConsole(buffer);
	buffer[0] = 9;
	await batch.flush();
	expect(reports[0]?.console).toEqual(Uint8Array.of(1));
});

test('a slow listener gets one report at a time, and flush waits for all of them', async () => {
	const reports: Report[] = [];
	const waiting: (() => void)[] = [];
	const batch = new ReportBatch((report) => {
		reports.push(report);
		return new Promise((resolve) => waiting.push(resolve));
	});
	batch.addEvent('a', 1);
	let flushed = false;
	const flush = batch.flush().then(() => {
		flushed = true;
	});
	batch.addEvent('b', 2);
	await vi.runAllTimersAsync();
	expect(reports).toEqual([{ events: ['a'], eventTimesUs: [1] }]);
	waiting[0]?.();
	await vi.runAllTimersAsync();
	expect(reports).toEqual([
		{ events: ['a'], eventTimesUs: [1] },
		{ events: ['b'], eventTimesUs: [2] },
	]);
	expect(flushed).toBe(false);
	waiting[1]?.();
	await flush;
});
