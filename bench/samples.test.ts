import { describe, expect, it } from 'vitest';
import { addLine, alignColumns, type Samples, summarize } from './samples.ts';

describe('the lines of the bench program', () => {
	it('add all rounds of one name, over several runs', () => {
		const samples: Samples = new Map();
		expect(addLine(samples, 'bench round_trip 10 12')).toBe(true);
		expect(addLine(samples, 'bench round_trip 11')).toBe(true);
		expect(samples.get('round_trip')).toEqual([10, 12, 11]);
	});

	it('are told from all other output', () => {
		const samples: Samples = new Map();
		for (const line of ['round_trip  10  SENDREC', 'bench: no', 'bench a', 'bench a 1 x']) {
			expect(addLine(samples, line)).toBe(false);
		}
		expect(samples.size).toBe(0);
	});
});

describe('a summary', () => {
	it('has the middle one of an odd number of samples as median', () => {
		expect(summarize([30, 10, 20])).toEqual({ min: 10, median: 20, max: 30 });
	});

	it('has the mean of the two middle ones of an even number', () => {
		expect(summarize([1, 9, 3, 5]).median).toBe(4);
	});

	it('refuses no samples', () => {
		expect(() => summarize([])).toThrow('at least one sample');
	});
});

describe('columns', () => {
	it('align names to the left and numbers to the right', () => {
		expect(
			alignColumns([
				['name', 'ns'],
				['a', '1234'],
			]),
		).toBe('name    ns\na     1234\n');
	});
});
