/*
 * Counts tests in the JSON reports of vitest and Playwright. A report that is
 * missing counts as no tests: the runner's exit status tells why.
 */
import fs from 'node:fs';

export const noTests = Object.freeze({ passed: 0, failed: 0, skipped: 0 });

export function addCounts(a, b) {
	return {
		passed: a.passed + b.passed,
		failed: a.failed + b.failed,
		skipped: a.skipped + b.skipped,
	};
}

/** A file that could not be loaded has no tests to fail: it counts as one failed test. */
export function vitestCounts(file) {
	if (!fs.existsSync(file)) return noTests;
	const report = JSON.parse(fs.readFileSync(file, 'utf8'));
	const unloadable = report.testResults.filter(
		(result) => result.status === 'failed' && result.assertionResults.length === 0,
	).length;
	return {
		passed: report.numPassedTests,
		failed: report.numFailedTests + unloadable,
		skipped: report.numPendingTests + report.numTodoTests,
	};
}

/** A test that passed only when tried again ("flaky") counts as failed: the tests have to be sound. */
export function playwrightCounts(file) {
	if (!fs.existsSync(file)) return noTests;
	const { stats } = JSON.parse(fs.readFileSync(file, 'utf8'));
	return {
		passed: stats.expected,
		failed: stats.unexpected + stats.flaky,
		skipped: stats.skipped,
	};
}
