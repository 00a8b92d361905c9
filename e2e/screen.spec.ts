/*
 * The text screen and the keyboard: keys typed on it reach the guest, and it can be
 * left again.
 */
import type { Locator, Page } from '@playwright/test';
import { boot, expect, test } from './page.ts';

const screenName = /^Screen and keyboard of the guest/;

async function openScreen(page: Page): Promise<Locator> {
	await boot(page);
	await page.getByRole('tab', { name: 'Screen' }).click();
	const screen = page.getByRole('application', { name: screenName });
	await expect(screen).toContainText('login:');
	return screen;
}

test('keys typed on the screen appear on it', async ({ page }) => {
	const screen = await openScreen(page);
	await screen.click();
	await expect(screen).toBeFocused();
	await expect(screen).toHaveCSS('outline-style', 'solid');
	await page.keyboard.type('typed on the screen');
	await expect(screen).toContainText('typed on the screen');
	for (const key of ['Backspace', 'Shift+Digit1', 'Shift+KeyN']) await page.keyboard.press(key);
	await expect(screen).toContainText('typed on the scree!N');
});

test('Control and right bracket leaves the screen, Tab does not', async ({ page }) => {
	const screen = await openScreen(page);
	await screen.focus();
	await page.keyboard.press('Tab');
	await expect(screen).toBeFocused();
	await page.keyboard.press('Control+]');
	await expect(page.getByRole('tab', { name: 'Screen' })).toBeFocused();
	await page.keyboard.press('Tab');
	await expect(page.getByRole('button', { name: 'Console 1' })).toBeFocused();
});

test('buttons switch between the virtual consoles', async ({ page }) => {
	const screen = await openScreen(page);
	await expect(screen).toContainText('Kintsugi loader');
	await page.getByRole('button', { name: 'Console 4' }).click();
	await expect(screen).not.toContainText('Kintsugi loader');
	await expect(screen).toContainText('login:');
	await page.getByRole('button', { name: 'Console 1' }).click();
	await expect(screen).toContainText('Kintsugi loader');
});

test('a modifier does not stick when the screen loses the focus while it is held', async ({
	page,
}) => {
	const screen = await openScreen(page);
	await screen.focus();
	await page.keyboard.down('Shift');
	await page.getByRole('tab', { name: 'Screen' }).focus();
	await page.keyboard.up('Shift');
	await screen.focus();
	await page.keyboard.type('small');
	await expect(screen).toContainText('small');
});
