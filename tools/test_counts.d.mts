/* Types of test_counts.mjs, for its test. */
export interface Counts {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
}
export const noTests: Counts;
export function addCounts(a: Counts, b: Counts): Counts;
export function vitestCounts(file: string): Counts;
export function playwrightCounts(file: string): Counts;
