/*
 * The built page in Chromium, for benches of what its visitors get.
 */
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { preview } from 'vite';
import type { DebugHandle } from '../src/app/debug_handle.ts';
import { ensureBrowser } from '../tools/browser.mjs';

/** What the page offers to those who look at it from outside. */
export type PageGlobals = typeof globalThis & { kintsugi?: DebugHandle };

/** Serves the page and starts a browser, as long as `use` takes. */
export async function withBuiltPage(
	use: (browser: Browser, url: string) => Promise<void>,
): Promise<void> {
	const executablePath = await ensureBrowser();
	const server = await preview({
		root: path.resolve(import.meta.dirname, '..'),
		preview: { port: 0, host: '127.0.0.1' },
		logLevel: 'error',
	});
	try {
		const url = server.resolvedUrls?.local[0];
		if (!url) throw new Error('The built site is not served: run "npm run build" first.');
		const browser = await chromium.launch({
			executablePath,
			chromiumSandbox: process.getuid?.() !== 0,
		});
		try {
			await use(browser, url);
		} finally {
			await browser.close();
		}
	} finally {
		await server.close();
	}
}

/** Waits until the console shows a text. */
export async function waitForConsole(page: Page, text: string, timeoutMs: number): Promise<void> {
	await page.waitForFunction(
		(wanted) => (globalThis as PageGlobals).kintsugi?.consoleText().includes(wanted),
		text,
		{ timeout: timeoutMs, polling: 20 },
	);
}
