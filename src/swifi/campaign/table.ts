/**
 * Tables of plain text: the first column to the left, all others to the right, thin rules.
 */

/** A row of cells, or a rule across. */
export type Row = readonly string[] | 'rule';

const GAP = '  ';
const RULE = '─';

/** Each line with its end; as wide as the widest cells make it. */
export function layOut(rows: readonly Row[]): string {
	const widths: number[] = [];
	for (const row of rows) {
		if (row === 'rule') continue;
		for (const [column, cell] of row.entries()) {
			widths[column] = Math.max(widths[column] ?? 0, cell.length);
		}
	}
	const whole = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
	return rows
		.map((row) => `${row === 'rule' ? RULE.repeat(whole) : line(row, widths)}\n`)
		.join('');
}

function line(row: readonly string[], widths: readonly number[]): string {
	const cells = row.map((cell, column) => {
		const width = widths[column] ?? 0;
		return column === 0 ? cell.padEnd(width) : cell.padStart(width);
	});
	return cells.join(GAP).trimEnd();
}
