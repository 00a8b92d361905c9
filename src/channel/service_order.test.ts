import { expect, test } from 'vitest';
import { isFileOrder, serviceCommand } from './service_order.ts';

test.each([
	[{ verb: 'refresh', label: 'tty' }, 'service refresh tty'],
	[
		{ verb: 'configure', label: 'chr.random', policy: 'give-up 3', periodMs: 0 },
		"service up '--policy=give-up 3' --period=0 chr.random",
	],
	[
		{ verb: 'update', label: 'random', file: "/tmp/it's new" },
		"service update random '/tmp/it'\\''s new'",
	],
] as const)('the order %j is the line %s', (order, line) => {
	expect(serviceCommand(order)).toBe(line);
});

test('only orders that read files of the guest need its command', () => {
	expect(isFileOrder({ verb: 'update', label: 'tty', file: '/x' })).toBe(true);
	expect(isFileOrder({ verb: 'restart', label: 'tty' })).toBe(false);
});
