/*
 * The printer's panel: a job that is typed into the console comes out page by page, and when
 * the driver is killed meanwhile a sheet says what was printed again.
 */
import type { DebugHandle } from '../src/app/debug_handle.ts';
import { boot, expect, test } from './page.ts';

declare const window: { kintsugi: DebugHandle };

/** There is a job, and some of it may be on paper. */
const jobHasBegun = 'until ls /data/spool/lp | grep -q begun; do sleep 0.1; done';

test('a job comes out though its driver is killed, and what is printed again is marked', async ({
	page,
}) => {
	await boot(page);
	await page.getByRole('tab', { name: 'Printer' }).click();
	const panel = page.getByRole('region', { name: 'Printer' });
	const paper = panel.getByRole('switch', { name: 'paper' });
	await expect(panel).toContainText('Nothing was printed yet.');

	// Without paper the job can't come to its end before its driver is killed.
	await paper.click();
	await expect(panel).toContainText('Out of paper: jobs wait.');
	await panel.getByRole('button', { name: 'Type it' }).click();
	await page.evaluate(async (command) => {
		await window.kintsugi.control({ cmd: 'exec', command });
		await window.kintsugi.control({ cmd: 'kill', label: 'chr.printer' });
	}, jobHasBegun);
	await paper.click();
	await expect(panel).toContainText('Ready.');
	await expect(panel.locator('.reprint')).toContainText("a failure of the printer's driver");
	await expect(panel).toContainText('service vfs {');
});
