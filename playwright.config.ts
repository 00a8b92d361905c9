/*
 * The page's tests, in Chromium: against the built site, served from a path that
 * is not the root of its host; the first boot also against the dev server that
 * npm start uses. npm test finds the browser and names it in KINTSUGI_CHROMIUM.
 */
import { defineConfig } from '@playwright/test';

const executablePath = process.env.KINTSUGI_CHROMIUM;
// A browser run by root, as in a container, cannot have its sandbox.
const chromiumSandbox = process.getuid?.() !== 0;

export default defineConfig({
	testDir: 'e2e',
	outputDir: 'test-results',
	globalSetup: './e2e/servers.ts',
	// One machine at a time: a test should not compete for the processor with another.
	workers: 1,
	timeout: 150_000,
	expect: { timeout: 60_000 },
	reporter: 'list',
	use: {
		viewport: { width: 1440, height: 900 },
		screenshot: 'only-on-failure',
		launchOptions: {
			chromiumSandbox,
			...(executablePath ? { executablePath } : {}),
		},
	},
});
