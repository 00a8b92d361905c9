/*
 * What the tests of the page share: opening it, reading the guest's console, and
 * keeping the consoles of a failed test.
 */
import { test as base, expect, type Page } from '@playwright/test';
import type { DebugHandle } from '../src/app/debug_handle.ts';

declare const window: { kintsugi?: DebugHandle };

/** What the kernel prints first. */
export const banner = 'a self-healing operating system';

/** Tests whose page's own console and guest's console are attached when they fail. */
export const test = base.extend<{ consoles: undefined }>({
	consoles: [
		async ({ page }, use, info) => {
			const messages: string[] = [];
			page.on('console', (message) => messages.push(`${message.type()}: ${message.text()}`));
			page.on('pageerror', (error) => messages.push(`uncaught: ${error.stack}`));
			await use(undefined);
			if (info.status === info.expectedStatus) return;
			const guest = await page.evaluate(() => window.kintsugi?.consoleText()).catch(String);
			const attach = (name: string, body: string) =>
				info.attach(name, { body, contentType: 'text/plain' });
			await attach('page-console.txt', messages.join('\n'));
			await attach('guest-console.txt', guest ?? 'The page has no window.kintsugi.');
			console.log(
				`The guest's console:\n${guest}\nThe page's console:\n${messages.join('\n')}`,
			);
		},
		{ auto: true },
	],
});

export { expect };

export function siteUrl(): string {
	return addressFrom('KINTSUGI_SITE_URL');
}

export function devUrl(): string {
	return addressFrom('KINTSUGI_DEV_URL');
}

/** The text of the guest's serial console. */
export function consoleText(page: Page): Promise<string> {
	return page.evaluate(() => window.kintsugi?.consoleText() ?? '');
}

export function guestTimeUs(page: Page): Promise<number> {
	return page.evaluate(() => window.kintsugi?.guestTimeUs() ?? 0);
}

/** Waits until the guest has printed the text. */
export async function expectConsole(page: Page, text: string): Promise<void> {
	await expect.poll(() => consoleText(page)).toContain(text);
}

/** Waits until the console's shell can be used. */
export async function expectReady(page: Page): Promise<void> {
	await expect.poll(() => page.evaluate(() => window.kintsugi?.phase())).toBe('ready');
}

/** Opens the page and waits until the guest has booted. */
export async function boot(page: Page, url = siteUrl()): Promise<void> {
	await page.goto(url);
	await expectConsole(page, banner);
	await expectReady(page);
	await expect(page.getByTestId('machine-state')).toHaveText('Running');
}

function addressFrom(variable: string): string {
	const address = process.env[variable];
	if (!address) throw new Error(`${variable} is not set: e2e/servers.ts sets it.`);
	return address;
}
