/*
 * Finds a Chromium for the page's tests, and gets one where there is none. In
 * this order: the one that KINTSUGI_CHROMIUM names, one that Playwright has
 * downloaded, one of the system; then apt on Debian as root, then Playwright's
 * own download.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { capture, root, run, runPackage } from './process.mjs';
import { SetupError } from './setup.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const macApplications = [
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The path of a Chromium that starts; installs one when none is found. */
export async function ensureBrowser() {
	const named = process.env.KINTSUGI_CHROMIUM;
	if (named) {
		if (starts(named)) return named;
		throw new SetupError(
			`KINTSUGI_CHROMIUM is ${named}, but that does not start as a browser. ` +
				'Correct it, or unset it to have one found.',
		);
	}
	const found = findBrowser();
	if (found) return found;

	if (canUseApt()) {
		console.log('No Chromium found: installing the one of Debian');
		const noQuestions = { env: { DEBIAN_FRONTEND: 'noninteractive' } };
		const updated = await run('apt-get', ['update', '-q'], noQuestions);
		if (updated === 0) {
			const packages = ['install', '-y', '-q', '--no-install-recommends', 'chromium'];
			await run('apt-get', packages, noQuestions);
		}
		const installed = findBrowser();
		if (installed) return installed;
	}

	console.log("No Chromium found: downloading Playwright's");
	await runPackage('@playwright/test', 'playwright', ['install', 'chromium']);
	const downloaded = findBrowser();
	if (downloaded) return downloaded;
	throw new SetupError(
		'The tests of the page need Chromium, and none could be installed: install Chromium or ' +
			'Chrome with your package manager, or set KINTSUGI_CHROMIUM to the path of one.',
	);
}

function findBrowser() {
	const candidates = [playwrightBrowser(), ...names.map(onPath), ...macApplications];
	return candidates.find((candidate) => candidate && starts(candidate));
}

/** Where Playwright's own download is or would be. It follows PLAYWRIGHT_BROWSERS_PATH. */
function playwrightBrowser() {
	const require = createRequire(path.join(root, 'package.json'));
	return require('@playwright/test').chromium.executablePath();
}

function onPath(name) {
	for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
		const file = path.join(folder, name);
		if (folder && fs.existsSync(file)) return file;
	}
	return undefined;
}

/** True when the program answers with its version: a package may leave a stub without a browser. */
function starts(file) {
	return fs.existsSync(file) && capture(file, ['--version']) !== undefined;
}

function canUseApt() {
	return process.platform === 'linux' && process.getuid?.() === 0 && Boolean(onPath('apt-get'));
}
