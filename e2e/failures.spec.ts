/*
 * What the page says when it cannot get a machine to run.
 */
import { banner, expect, expectConsole, siteUrl, test } from './page.ts';

const image = '**/os/kintsugi.packed.gz';

test('a missing disk image is named with its status, and trying again works', async ({ page }) => {
	await page.route(image, (route) => route.fulfill({ status: 404, body: '' }));
	await page.goto(siteUrl());
	const notice = page.getByRole('alert');
	await expect(notice).toContainText('The disk image (kintsugi.packed.gz) could not be fetched');
	await expect(notice).toContainText('404');
	await expect(notice).toContainText('/os/kintsugi.packed.gz');
	await expect(page.getByTestId('machine-state')).toHaveText('No machine');
	await expect(page.getByRole('button', { name: 'Pause' })).toBeDisabled();

	await page.unroute(image);
	await page.getByRole('button', { name: 'Try again' }).click();
	await expectConsole(page, banner);
	await expect(notice).toBeHidden();
});

test('a server that does not answer is told from one that refuses', async ({ page }) => {
	await page.route('**/os/bios.bin', (route) => route.abort('connectionrefused'));
	await page.goto(siteUrl());
	await expect(page.getByRole('alert')).toContainText('The firmware (bios.bin)');
	await expect(page.getByRole('alert')).toContainText('did not answer');
});

test('a web page in place of a file is recognised', async ({ page }) => {
	await page.route(image, (route) =>
		route.fulfill({ contentType: 'text/html', body: '<!doctype html><p>Not here' }),
	);
	await page.goto(siteUrl());
	await expect(page.getByRole('alert')).toContainText('answered with a web page instead');
});

test('a damaged disk image is called damaged', async ({ page }) => {
	await page.route(image, (route) =>
		route.fulfill({
			contentType: 'application/gzip',
			body: Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff]),
		}),
	);
	await page.goto(siteUrl());
	await expect(page.getByRole('alert')).toContainText('is damaged: it does not unpack');
});

test('a worker that does not load is reported', async ({ page }) => {
	await page.route(/worker-[^/]*\.js$/, (route) => route.fulfill({ status: 404, body: '' }));
	await page.goto(siteUrl());
	await expect(page.getByRole('alert')).toContainText('The machine has stopped working');
});
