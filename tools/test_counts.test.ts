import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addCounts, noTests, playwrightCounts, vitestCounts } from './test_counts.mjs';

let folder = '';

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'kintsugi-counts-'));
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

function reportFile(report: unknown): string {
	const file = path.join(folder, 'report.json');
	writeFileSync(file, JSON.stringify(report));
	return file;
}

test('a file of tests that cannot be loaded counts as one failed test', () => {
	const file = reportFile({
		numPassedTests: 5,
		numFailedTests: 1,
		numPendingTests: 2,
		numTodoTests: 1,
		testResults: [
			{ status: 'failed', assertionResults: [] },
			{ status: 'failed', assertionResults: [{}] },
		],
	});
	expect(vitestCounts(file)).toEqual({ passed: 5, failed: 2, skipped: 3 });
});

test('a test of the page that passed only when tried again counts as failed', () => {
	const file = reportFile({ stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 } });
	expect(playwrightCounts(file)).toEqual({ passed: 4, failed: 2, skipped: 2 });
});

test('a report that is missing has no tests', () => {
	const missing = path.join(folder, 'missing.json');
	expect(vitestCounts(missing)).toEqual(noTests);
	expect(playwrightCounts(missing)).toEqual(noTests);
});

test('counts add up', () => {
	const one = { passed: 1, failed: 2, skipped: 3 };
	expect(addCounts(one, one)).toEqual({ passed: 2, failed: 4, skipped: 6 });
});
