import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { showProgress } from './swifi_progress.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

function fakeTerminal(isTTY: boolean) {
	const written: string[] = [];
	const write = (text: string) => written.push(text) > 0;
	return { written, stream: { isTTY, columns: 41, write } as unknown as NodeJS.WriteStream };
}

test('a terminal’s line is drawn again twice a second, and taken away at the end', () => {
	const { written, stream } = fakeTerminal(true);
	let count = 0;
	const progress = showProgress((columns) => `${++count} in ${columns}`, stream);
	vi.advanceTimersByTime(1000);
	progress.say('a worker ended');
	progress.close();
	vi.advanceTimersByTime(5000);
	expect(written).toEqual([
		'\r\x1b[K1 in 40',
		'\r\x1b[K2 in 40',
		'\r\x1b[K3 in 40',
		'\r\x1b[Ka worker ended\n',
		'\r\x1b[K4 in 40',
		'\r\x1b[K',
	]);
});

test('what is no terminal gets only what has to be said', () => {
	const { written, stream } = fakeTerminal(false);
	const progress = showProgress(() => 'drawn', stream);
	vi.advanceTimersByTime(5000);
	progress.say('a worker ended');
	progress.close();
	expect(written).toEqual(['a worker ended\n']);
});
