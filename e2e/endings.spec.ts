/*
 * What the page says when the guest comes to an end.
 */
import { expect, expectConsole, siteUrl, test } from './page.ts';

test('a guest that powers off is said to have done so, and reset boots it again', async ({
	page,
}) => {
	await page.goto(
		`${siteUrl()}?clock=virtual&param=init=pmtest&param=test=wait_gives_the_exit_status`,
	);
	const notice = page.getByRole('alert');
	await expect(notice).toContainText('The guest powered off.');
	await expect(page.getByTestId('machine-state')).toHaveText('Powered off');
	await expect(page.getByRole('button', { name: 'Pause' })).toBeDisabled();
	await expectConsole(page, 'pmtest ended with status 0');

	await notice.getByRole('button', { name: 'Reset' }).click();
	await expect(notice).toBeHidden();
	// This guest comes to the same end again, and soon.
	await expect(notice).toContainText('The guest powered off.');
	await expectConsole(page, 'pmtest ended with status 0');
});

test('a kernel panic is shown with its message, its trace stays on the console', async ({
	page,
}) => {
	await page.goto(`${siteUrl()}?param=kernel_test=panic`);
	await expect(page.getByRole('alert')).toContainText("The guest's kernel panicked.");
	await expect(page.getByRole('alert')).toContainText('asked for by kernel_test=panic');
	await expect(page.getByTestId('machine-state')).toHaveText('Kernel panic');
	await expectConsole(page, 'kernel_main+0x');
});
