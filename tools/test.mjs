/*
 * npm test: set-up, then every check. A failing stage does not hide the next
 * ones; only a failed set-up ends the run early. The last line is
 * "N passed, N failed, N skipped" over the tests of all stages; a stage that
 * fails without a failed test of its own (the type check, say) counts as one.
 */
import fs from 'node:fs';
import path from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { root, runPackage, stopOnInterrupt } from './process.mjs';
import { buildOs, checkNode, installPackages, SetupError } from './setup.mjs';
import { addCounts, noTests, playwrightCounts, vitestCounts } from './test_counts.mjs';

const reports = path.join(root, 'build', 'test-reports');
const vitestReport = path.join(reports, 'vitest.json');
const playwrightReport = path.join(reports, 'playwright.json');

let total = noTests;

stopOnInterrupt();
fs.rmSync(reports, { recursive: true, force: true });
fs.mkdirSync(reports, { recursive: true });

const ready =
	(await setupStage('Node and packages', async () => {
		checkNode();
		await installPackages();
	})) && (await setupStage('OS image', buildOs));

if (ready) {
	await stage('type check', () => runPackage('typescript', 'tsc', ['-b']));
	await stage('lint', () => runPackage('@biomejs/biome', 'biome', ['check', '.']));
	await stage('unit and guest tests', runVitest, () => vitestCounts(vitestReport));
	await stage('site', () => runPackage('vite', 'vite', ['build', '--logLevel', 'warn']));
	let browser;
	const found = await setupStage('browser', async () => {
		browser = await ensureBrowser();
		console.log(browser);
	});
	if (found) {
		await stage(
			'page in Chromium',
			() => runPlaywright(browser),
			() => playwrightCounts(playwrightReport),
		);
	}
}

console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

function runVitest() {
	const reporters = ['--reporter=default', '--reporter=json'];
	return runPackage('vitest', 'vitest', [
		'run',
		...reporters,
		`--outputFile.json=${vitestReport}`,
	]);
}

function runPlaywright(browser) {
	return runPackage('@playwright/test', 'playwright', ['test', '--reporter=list,json'], {
		env: { KINTSUGI_CHROMIUM: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport },
	});
}

/** Runs one stage, which resolves to an exit status, and adds its tests to the total. */
async function stage(name, work, countTests = () => noTests) {
	const started = announce(name);
	const status = await work();
	const counts = countTests();
	total = addCounts(total, counts);
	if (status !== 0 && counts.failed === 0) total = addCounts(total, { ...noTests, failed: 1 });
	conclude(name, started, status === 0 && counts.failed === 0);
}

/** Runs a step of the set-up; false, with its message printed, when it failed. */
async function setupStage(name, work) {
	const started = announce(name);
	let succeeded = true;
	try {
		await work();
	} catch (error) {
		if (!(error instanceof SetupError)) throw error;
		console.error(error.message);
		total = addCounts(total, { ...noTests, failed: 1 });
		succeeded = false;
	}
	conclude(name, started, succeeded);
	return succeeded;
}

function announce(name) {
	console.log(`\n── ${name}`);
	return performance.now();
}

function conclude(name, started, succeeded) {
	const seconds = ((performance.now() - started) / 1000).toFixed(1);
	console.log(`── ${name}: ${succeeded ? 'ok' : 'FAILED'} in ${seconds} s`);
}
