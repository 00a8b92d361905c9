/*
 * From nothing to a running guest.
 */
import { banner, boot, devUrl, expect, expectConsole, siteUrl, test } from './page.ts';

test('the built site boots the guest to its banner', async ({ page }) => {
	await boot(page);
});

test('the dev server boots the guest to its banner', async ({ page }) => {
	await boot(page, devUrl());
});

test('the text screen shows the banner too', async ({ page }) => {
	await boot(page);
	await page.getByRole('tab', { name: 'Screen' }).click();
	await expect(page.getByTestId('text-screen')).toContainText(banner);
});

test('downloads are shown with their bytes until the machine starts', async ({ page }) => {
	let release = () => {};
	const held = new Promise<void>((resolve) => {
		release = resolve;
	});
	await page.route('**/os/kintsugi.packed.gz', async (route) => {
		await held;
		await route.continue();
	});
	await page.goto(siteUrl());
	const progress = page.locator('.boot-progress');
	await expect(progress).toContainText(/Firmware\s*[\d.]+\s*kB/);
	await expect(progress).toContainText(/Disk image\s*waits/);
	await expect(page.getByTestId('machine-state')).toHaveText('Loading');
	release();
	await expectConsole(page, banner);
	await expect(progress).toBeHidden();
});

test('a narrow screen shows the system, then the console and its keys, without scrolling sideways', async ({
	page,
}) => {
	await page.setViewportSize({ width: 390, height: 844 });
	const overflow = () => page.evaluate('document.body.scrollWidth - document.body.clientWidth');
	await boot(page);
	await expect(page.getByRole('button', { name: 'Kill chr.random' })).toBeVisible();
	expect(await overflow()).toBe(0);
	await page.getByRole('tab', { name: 'Serial console' }).click();
	await expect(page.getByRole('toolbar', { name: 'Keys of the console' })).toBeVisible();
	expect(await overflow()).toBe(0);
	await page.getByRole('tab', { name: 'Events' }).click();
	await expect(page.getByRole('region', { name: 'Events' })).toContainText('boot');
});
