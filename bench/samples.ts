/*
 * What the guest's `bench` program prints for programs, and the few numbers
 * that describe a set of samples.
 */

/** Nanoseconds per operation, by the name of what was timed; in the order printed. */
export type Samples = Map<string, number[]>;

export interface Summary {
	min: number;
	median: number;
	max: number;
}

/** Adds a line `bench NAME NS [NS ...]` to the samples; false for any other line. */
export function addLine(samples: Samples, line: string): boolean {
	const [, name, numbers] = /^bench ([a-z0-9_]+)((?: \d+)+)$/.exec(line) ?? [];
	if (name === undefined || numbers === undefined) return false;
	const all = samples.get(name) ?? [];
	all.push(...numbers.trim().split(' ').map(Number));
	samples.set(name, all);
	return true;
}

/** Throws when there is no sample. */
export function summarize(samples: readonly number[]): Summary {
	const sorted = [...samples].sort((a, b) => a - b);
	const at = (index: number): number => {
		const sample = sorted[index];
		if (sample === undefined) throw new Error('Expected at least one sample, found none.');
		return sample;
	};
	const middle = sorted.length >> 1;
	const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
	return { min: at(0), median, max: at(sorted.length - 1) };
}

/** Rows of cells as aligned columns: the first to the left, all others to the right. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
	const widths: number[] = [];
	for (const row of rows) {
		for (const [column, cell] of row.entries()) {
			widths[column] = Math.max(widths[column] ?? 0, cell.length);
		}
	}
	const line = (row: readonly string[]) =>
		row
			.map((cell, column) => {
				const width = widths[column] ?? 0;
				return column === 0 ? cell.padEnd(width) : cell.padStart(width);
			})
			.join('  ')
			.trimEnd();
	return rows.map((row) => `${line(row)}\n`).join('');
}
