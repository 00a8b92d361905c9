import { expect, test } from 'vitest';
import { haltStatus, parseEventLine } from './event_line.ts';

test('a line with a kind is an event with all its fields', () => {
	const line = '{"t_us":1200,"src":"rs","ev":"up","label":"eth.rtl8139","ep":7}';
	expect(parseEventLine(line)).toEqual({
		ok: true,
		event: { t_us: 1200, src: 'rs', ev: 'up', label: 'eth.rtl8139', ep: 7 },
	});
});

test.each([
	['', 'is not JSON'],
	['{"ev":"boot"', 'is not JSON'],
	['[1]', 'is not a JSON object'],
	['null', 'is not a JSON object'],
	['{"t_us":1}', 'has no kind in "ev"'],
	['{"ev":"boot","t_us":"1"}', 'has a time in "t_us" that is not a number'],
	['{"ev":"boot","src":3}', 'has a source in "src" that is not a string'],
])('the broken line %j %s', (line, problem) => {
	expect(parseEventLine(line)).toEqual({ ok: false, problem });
});

test('a halt has the status of a process: eight bits, 0 when none is given', () => {
	expect(haltStatus({ ev: 'halt', status: 3 })).toBe(3);
	expect(haltStatus({ ev: 'halt', status: 256 + 4 })).toBe(4);
	expect(haltStatus({ ev: 'halt' })).toBe(0);
	expect(haltStatus({ ev: 'boot', status: 3 })).toBeUndefined();
});
