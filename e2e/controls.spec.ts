/*
 * The buttons of the machine bar and the keyboard.
 */
import { banner, boot, consoleText, expect, expectReady, guestTimeUs, test } from './page.ts';

test('pause stops guest time and continue lets it go on', async ({ page }) => {
	await boot(page);
	await page.getByRole('button', { name: 'Pause' }).click();
	await expect(page.getByTestId('machine-state')).toHaveText('Paused');
	await expect(page.getByRole('button', { name: 'Continue' })).toBeEnabled();

	const pausedAt = await settledGuestTime();
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(page.getByTestId('machine-state')).toHaveText('Running');
	await expect.poll(() => guestTimeUs(page)).toBeGreaterThan(pausedAt);

	/** Guest time once two reports in a row agree on it. */
	async function settledGuestTime(): Promise<number> {
		let last = -1;
		await expect
			.poll(
				async () => {
					const now = await guestTimeUs(page);
					const settled = now === last;
					last = now;
					return settled;
				},
				{ intervals: [600] },
			)
			.toBe(true);
		return last;
	}
});

test('reset boots the guest again on a clean console', async ({ page }) => {
	await boot(page);
	await page.getByRole('button', { name: 'Reset' }).click();
	await expect(page.getByTestId('machine-state')).toHaveText('Running');
	await expectReady(page);
	expect((await consoleText(page)).split(banner)).toHaveLength(2);
});

test('a snapshot brings back the time and the console that it was taken with', async ({ page }) => {
	await boot(page);
	const restore = page.getByRole('button', { name: 'Restore' });
	await expect(restore).toBeDisabled();
	await page.getByRole('button', { name: 'Pause' }).click();
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(restore).toBeEnabled();
	const before = await consoleText(page);

	await page.getByRole('button', { name: 'Reset' }).click();
	await expectReady(page);
	await page.getByRole('button', { name: 'Pause' }).click();
	await restore.click();
	await expect.poll(() => consoleText(page)).toBe(before);
	await expect(page.getByTestId('machine-state')).toHaveText('Paused');

	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(page.getByTestId('machine-state')).toHaveText('Running');
});

test('another clock starts the machine anew', async ({ page }) => {
	await boot(page);
	await page.getByText('Virtual', { exact: true }).click();
	await expect(page.getByRole('radio', { name: 'Virtual' })).toBeChecked();
	await expectReady(page);
	await expect(page.getByTestId('machine-state')).toHaveText('Running');
});

test('the terminal takes the focus after the boot and gives it back on Ctrl-]', async ({
	page,
}) => {
	await boot(page);
	const input = page.getByRole('textbox', { name: /Serial console of the guest/ });
	await expect(input).toBeFocused();
	await page.keyboard.press('Control+]');
	await expect(page.getByRole('tab', { name: 'Serial console' })).toBeFocused();
	await page.keyboard.press('ArrowRight');
	await expect(page.getByRole('tab', { name: 'Screen' })).toBeFocused();
	await expect(page.getByRole('tab', { name: 'Screen' })).toHaveAttribute(
		'aria-selected',
		'true',
	);
});
