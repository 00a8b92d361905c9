/*
 * The dashboard: the components of the running guest, and what is seen when one is
 * killed by its button.
 */
import type { Page } from '@playwright/test';
import type { DebugHandle } from '../src/app/debug_handle.ts';
import { boot, expect, test } from './page.ts';

declare const window: { kintsugi: DebugHandle };

const driver = 'chr.random';

function componentOf(page: Page, label: string) {
	return page.evaluate(
		(wanted) => window.kintsugi.components().find((component) => component.label === wanted),
		label,
	);
}

function rowOf(page: Page, label: string) {
	return page.getByRole('row', { name: label });
}

function killButton(page: Page, label: string) {
	return page.getByRole('button', { name: `Kill ${label}` });
}

test('a driver that is killed by its button comes back, and its seam shows', async ({ page }) => {
	await boot(page);
	const row = rowOf(page, driver);
	const before = await componentOf(page, driver);
	await expect(row).toContainText('up');
	await expect(page.getByRole('region', { name: 'Incidents' })).toContainText(
		'Nothing has failed',
	);
	await page.getByRole('button', { name: 'Save' }).click();

	await killButton(page, driver).click();
	await expect
		.poll(() => componentOf(page, driver))
		.toMatchObject({ state: 'up', restarts: 1, defects: { killed: 1 } });
	const after = await componentOf(page, driver);
	expect(after?.endpoint).not.toBe(before?.endpoint);
	await expect(row).toContainText(`${after?.endpoint}`);
	await expect(row.locator('.seams')).toHaveText('1');
	await expect(page.getByRole('status', { name: 'Defects and recoveries' })).toContainText(
		`${driver} is back after`,
	);

	const incident = page.getByRole('listitem').filter({ hasText: '#1' });
	for (const words of [driver, 'killed', 'restored', 'policy', 'restart', 'publish']) {
		await expect(incident).toContainText(words);
	}
	await incident.locator('summary').press('Enter');
	await expect(incident).toContainText(new RegExp(`${before?.endpoint}.*→ ${after?.endpoint}`));
	await expect(incident.getByRole('row', { name: /reintegrate/ })).toContainText('vfs');

	// The fresh instance completes a request.
	await page.evaluate(() =>
		window.kintsugi.control({ cmd: 'exec', command: 'head -c 4 /dev/random > /dev/null' }),
	);
	await expect(incident).toContainText('recovered');

	await page.getByRole('button', { name: 'Restore' }).click();
	await expect.poll(() => componentOf(page, driver)).toEqual(before);
	await expect(page.getByRole('region', { name: 'Incidents' })).toContainText(
		'Nothing has failed',
	);
	// It can be killed again in the machine that was restored.
	await killButton(page, driver).click();
	await expect(row.locator('.seams')).toHaveText('1');
});

test('nothing can be killed while the machine is paused, and the page says why', async ({
	page,
}) => {
	await boot(page);
	const kill = killButton(page, driver);
	await expect(kill).toBeEnabled();
	await page.getByRole('button', { name: 'Pause' }).click();
	await expect(kill).toBeDisabled();
	await expect(kill).toHaveAccessibleDescription(
		'The machine is paused: continue it to kill something.',
	);
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(kill).toBeEnabled();
});
