import { expect, test } from 'vitest';
import { decodeStream, haltStatus, parseEventLine } from './event_line.ts';

const stamp = '"t_us":1200,"src":"rs","ep":257';

test('a line of a known kind is an event with all its fields', () => {
	const line = `{${stamp},"ev":"up","label":"eth.rtl8139","endpoint":7}`;
	expect(parseEventLine(line)).toEqual({
		ok: true,
		event: {
			...{ t_us: 1200, src: 'rs', ep: 257 },
			...{ ev: 'up', label: 'eth.rtl8139', endpoint: 7 },
		},
	});
});

test('fields that the schema does not have are kept', () => {
	const parsed = parseEventLine(`{${stamp},"ev":"ready","colour":"green"}`);
	expect(parsed).toMatchObject({ ok: true, event: { colour: 'green' } });
});

test('fields that may be absent may be absent', () => {
	for (const kind of ['boot', 'reboot', 'halt', 'panic', 'ready']) {
		expect(parseEventLine(`{${stamp},"ev":"${kind}"}`)).toMatchObject({ ok: true });
	}
});

test.each([
	['', 'is not JSON'],
	['{"ev":"boot"', 'is not JSON'],
	['[1]', 'is not a JSON object'],
	['null', 'is not a JSON object'],
	['{"t_us":1}', 'has no kind in "ev"'],
	['{"ev":7}', 'has no kind in "ev"'],
	['{"ev":"boot","src":"kernel"}', 'has no "t_us": expected a whole number from 0 on'],
	[
		'{"ev":"boot","t_us":"1","src":"kernel"}',
		'has "1" in "t_us": expected a whole number from 0 on',
	],
	['{"ev":"boot","t_us":-1,"src":"a"}', 'has -1 in "t_us": expected a whole number from 0 on'],
	['{"ev":"boot","t_us":1,"src":3}', 'has 3 in "src": expected a string'],
	[`{${stamp},"ev":"up","endpoint":7}`, 'has no "label": expected a string'],
	[
		`{${stamp},"ev":"up","label":"ds","endpoint":0.5}`,
		'has 0.5 in "endpoint": expected a whole number',
	],
	[
		`{${stamp},"ev":"complaint","label":"a","endpoint":1,"from":"vfs","reason":"data","accepted":1}`,
		'has 1 in "accepted": expected true or false',
	],
	[
		`{${stamp},"ev":"policy","label":"a","phase":"middle","incident":1}`,
		'has "middle" in "phase": expected one of begin, end',
	],
])('the broken line %j %s', (line, problem) => {
	expect(parseEventLine(line)).toEqual({ ok: false, problem });
});

test('an unknown kind is told from a broken line', () => {
	const line = `{${stamp},"ev":"hiccup","label":"ds"}`;
	expect(parseEventLine(line)).toEqual({
		ok: false,
		problem: 'is of the kind "hiccup", which is not known here',
		unknown: { t_us: 1200, src: 'rs', ep: 257, ev: 'hiccup', label: 'ds' },
	});
});

test('the names that every object inherits are neither kinds nor fields', () => {
	expect(parseEventLine(`{${stamp},"ev":"constructor"}`)).toMatchObject({
		unknown: { ev: 'constructor' },
	});
	expect(parseEventLine(`{${stamp},"ev":"__proto__"}`)).toMatchObject({ ok: false });
});

test('a stream gives its events, and a sentence for each line that is none', () => {
	const stream = decodeStream([`{${stamp},"ev":"ready"}`, 'noise', '', `{${stamp},"ev":"tea"}`]);
	expect(stream.events.map(({ ev }) => ev)).toEqual(['ready']);
	expect(stream.problems).toEqual([
		'Line 2 is not JSON.',
		'Line 4 is of the kind "tea", which is not known here.',
	]);
});

test('a halt has the status of a process: eight bits, 0 when none is given', () => {
	const stamped = { t_us: 1, src: 'kernel' };
	expect(haltStatus({ ...stamped, ev: 'halt', status: 3 })).toBe(3);
	expect(haltStatus({ ...stamped, ev: 'halt', status: 256 + 4 })).toBe(4);
	expect(haltStatus({ ...stamped, ev: 'halt' })).toBe(0);
	expect(haltStatus({ ...stamped, ev: 'boot' })).toBeUndefined();
});
