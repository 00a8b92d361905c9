import { expect, test } from 'vitest';
import { afterReport, afterRestart, afterRestore, initialModel, maxEvents } from './model.ts';

const running = afterReport(initialModel('real'), { state: 'running' });

test('the phases of a boot follow the reports', () => {
	let model = initialModel('real');
	expect(model.phase).toBe('fetching');
	model = afterReport(model, { state: 'loading', compiling: true });
	expect(model.phase).toBe('compiling');
	model = afterReport(model, { state: 'running' });
	expect(model.phase).toBe('booting');
	model = afterReport(model, { events: ['{"t_us":9,"src":"kernel","ev":"boot"}'] });
	expect(model.phase).toBe('up');
	model = afterReport(model, { events: ['{"t_us":99,"src":"rs","ev":"ready"}'] });
	expect(model.phase).toBe('ready');
});

test('downloads keep what is known of each file', () => {
	let model = initialModel('real');
	model = afterReport(model, {
		fetch: { bios: { loadedBytes: 9, done: true }, image: { loadedBytes: 1, done: false } },
	});
	model = afterReport(model, {
		fetch: { image: { loadedBytes: 2, totalBytes: 8, done: false } },
	});
	expect(model.downloads).toEqual({
		bios: { loadedBytes: 9, done: true },
		image: { loadedBytes: 2, totalBytes: 8, done: false },
	});
});

test('pausing and continuing leaves the phase alone', () => {
	const ready = afterReport(running, { events: ['{"t_us":1,"src":"kernel","ev":"ready"}'] });
	const again = afterReport(afterReport(ready, { state: 'paused' }), { state: 'running' });
	expect(again.phase).toBe('ready');
});

test('a guest that powers off halts with its status', () => {
	const model = afterReport(running, {
		state: 'halted',
		events: ['{"t_us":1,"src":"kernel","ev":"halt","status":3}'],
	});
	expect(model.guestEnd).toEqual({ kind: 'power-off', status: 3 });
});

test('a panic keeps its message through the halt that follows', () => {
	const lines = [
		'{"t_us":1,"src":"kernel","ev":"panic","text":"out of frames"}',
		'{"t_us":1,"src":"kernel","ev":"halt","status":255}',
	];
	const model = afterReport(running, { events: lines, state: 'halted' });
	expect(model.guestEnd).toEqual({ kind: 'panic', message: 'out of frames' });
});

test('a guest that halts without a word has ended for an unknown reason', () => {
	expect(afterReport(running, { state: 'halted' }).guestEnd).toEqual({ kind: 'unknown' });
});

test('a guest that reboots by itself boots again', () => {
	const ready = afterReport(running, { events: ['{"t_us":1,"src":"kernel","ev":"ready"}'] });
	expect(afterReport(ready, { events: ['{"t_us":1,"src":"kernel","ev":"boot"}'] }).phase).toBe(
		'up',
	);
});

test('a restart boots again and forgets how the guest ended', () => {
	const halted = afterReport(running, { state: 'halted' });
	expect(afterRestart(halted)).toMatchObject({ phase: 'booting', guestEnd: undefined });
});

test('an event becomes a row with its time, its source and its other fields', () => {
	const line = '{"t_us":1200,"src":"rs","ev":"up","ep":1,"endpoint":7,"label":"eth.rtl8139"}';
	expect(afterReport(running, { events: [line] }).events).toEqual([
		{
			key: 0,
			timeUs: 1200,
			source: 'rs',
			kind: 'up',
			details: 'eth.rtl8139 · endpoint 7',
			broken: false,
		},
	]);
});

test("a command's output goes to who asked for it, and its end is an event", () => {
	const lines = [
		'{"t_us":1,"src":"kernel","ev":"reply","id":3,"out":"eA==","more":true}',
		'{"t_us":1,"src":"kernel","ev":"reply","id":3,"status":0}',
	];
	const { events } = afterReport(running, { events: lines });
	expect(events.map(({ details }) => details)).toEqual(['id 3 · status 0']);
});

test('a broken line is shown as it came', () => {
	const [row] = afterReport(running, { events: ['{"ev":'] }).events;
	expect(row).toMatchObject({
		kind: 'broken line',
		details: 'is not JSON: {"ev":',
		broken: true,
	});
});

test('an event of a kind that the page does not know is shown as that', () => {
	const line = '{"t_us":7,"src":"rs","ev":"hiccup","label":"ds"}';
	expect(afterReport(running, { events: [line] }).events[0]).toMatchObject({
		...{ kind: 'hiccup', details: 'unknown kind · ds', broken: true },
	});
});

test('components and incidents follow the events, and go back with a snapshot', () => {
	const up = '{"t_us":1,"src":"rs","ev":"up","label":"chr.random","endpoint":263}';
	const defect = JSON.stringify({
		...{ t_us: 9, src: 'rs', ev: 'defect', label: 'chr.random', endpoint: 263, incident: 1 },
		...{ class: 'killed', detail: 'signal 9', count: 1, repetition: 0 },
	});
	const before = afterReport(running, { events: [up] });
	const after = afterReport(before, { events: [defect] });
	expect(after.recovery.components[0]?.state).toBe('failed');
	expect(after.recovery.incidents).toHaveLength(1);
	const { phase, recovery } = before;
	const snapshot = { guestUs: 5, sizeBytes: 1, consoleText: '', phase, recovery, clockLead: [] };
	expect(afterRestore(after, snapshot).recovery).toBe(recovery);
	expect(afterRestart(after).recovery).toEqual({
		...{ components: [], incidents: [], takesKills: false },
	});
});

test('only the latest events are kept', () => {
	const lines = Array.from(
		{ length: maxEvents + 5 },
		(_, i) => `{"t_us":1,"src":"log","ev":"log","text":"${i}"}`,
	);
	const model = afterReport(running, { events: lines });
	expect(model.events).toHaveLength(maxEvents);
	expect(model.events[0]?.details).toBe('5');
	expect(model.eventCount).toBe(maxEvents + 5);
});

test('the time at which events arrive tells how far their clock is behind, anew after each boot', () => {
	const line = (ev: string, timeUs: number) => `{"t_us":${timeUs},"src":"kernel","ev":"${ev}"}`;
	let model = afterReport(running, {
		events: [line('boot', 10), line('ready', 20)],
		eventTimesUs: [1010, 1025],
	});
	expect(model.clockLead).toEqual([1000, 1005]);
	model = afterReport(model, { events: [line('boot', 5)], eventTimesUs: [9005] });
	expect(model.clockLead).toEqual([9000]);
});
