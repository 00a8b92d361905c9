import { describe, expect, test } from 'vitest';
import { Binary, type SymbolEntry } from '../../machine/manifest.ts';
import { functionRanges } from './functions.ts';

function rangesOf(...symbols: SymbolEntry[]): unknown[] {
	const binary = new Binary({
		name: 'tested',
		kind: 'driver',
		sha256: '',
		size: 0,
		text: [0x1000, 0x2000],
		symbols,
		lines: { files: [], table: '' },
	});
	return functionRanges(binary).map(({ name, start, end }) => [name, start, end]);
}

describe('the functions of a binary', () => {
	test('reach as far as their symbols say', () => {
		expect(rangesOf(['a', 0x1000, 0x10, 'func'], ['b', 0x1020, 0x20, 'func'])).toEqual([
			['a', 0x1000, 0x1010],
			['b', 0x1020, 0x1040],
		]);
	});

	test('reach up to the next one where a symbol has no size', () => {
		expect(rangesOf(['label', 0x1000, 0, 'notype'], ['b', 0x1020, 0, 'func'])).toEqual([
			['label', 0x1000, 0x1020],
			['b', 0x1020, 0x2000],
		]);
	});

	test('are found once where two symbols stand at one address', () => {
		expect(rangesOf(['start', 0x1000, 0, 'notype'], ['a', 0x1000, 0x10, 'func'])).toEqual([
			['a', 0x1000, 0x1010],
		]);
	});

	test('leave data and what is outside the text out', () => {
		expect(rangesOf(['table', 0x1000, 0x10, 'object'], ['end', 0x2000, 0, 'notype'])).toEqual(
			[],
		);
	});
});
