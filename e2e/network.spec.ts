/*
 * A download goes on while the network card's driver is killed by its button, and the
 * throughput curve shows each crash.
 */
import type { Page } from '@playwright/test';
import type { DebugHandle } from '../src/app/debug_handle.ts';
import { boot, consoleText, expect, expectConsole, test } from './page.ts';

declare const window: { kintsugi: DebugHandle };

const driver = 'eth.rtl8139';

/** Sent at a rate of guest time, so that there is time for kills however fast the machine is. */
const download = { size: '1200K', bytesPerS: 100_000, seed: 7 } as const;
/** A kill each time that so much more has arrived. */
const bytesBetweenKills = 50_000;
const kills = 3;

/** Bytes that have come to the guest by its cable. */
function bytesReceived(page: Page): Promise<number> {
	return page.evaluate(() =>
		window.kintsugi
			.networks()
			.flatMap(({ bins }) => bins.toGuest)
			.reduce((sum, bytes) => sum + bytes, 0),
	);
}

function incidentStates(page: Page): Promise<string[]> {
	return page.evaluate(
		(label) =>
			window.kintsugi
				.incidents()
				.filter((incident) => incident.label === label)
				.map(({ state }) => state),
		driver,
	);
}

function type(page: Page, line: string): Promise<void> {
	return page.evaluate((text) => window.kintsugi.type(text), `${line}\r`);
}

test('a download has the right digest though its driver was killed again and again', async ({
	page,
}) => {
	const { size, bytesPerS, seed } = download;
	await boot(page);
	const panel = page.getByRole('region', { name: 'Throughput' });
	const bands = panel.locator('.band');
	await expect(panel).toContainText('wget -O /dev/null');
	await expect(bands).toHaveCount(0);

	await type(page, `wget -q -O - http://host/random/${size}.md5?seed=${seed}`);
	await expect.poll(() => consoleText(page)).toMatch(/^[0-9a-f]{32}$/m);
	const digest = /^[0-9a-f]{32}$/m.exec(await consoleText(page))?.[0];
	const url = `http://host/slow/${size}?rate=${bytesPerS}&seed=${seed}`;
	await type(page, `wget -q -O - '${url}' | md5sum`);

	const before = await bytesReceived(page);
	for (let killed = 1; killed <= kills; killed++) {
		await expect
			.poll(() => bytesReceived(page), { intervals: [100] })
			.toBeGreaterThan(before + killed * bytesBetweenKills);
		await page.getByRole('button', { name: `Kill ${driver}` }).click();
		expect(await consoleText(page)).not.toContain(`${digest}  -`);
		await expect
			.poll(() => incidentStates(page), { intervals: [100] })
			.toEqual(Array(killed).fill('recovered'));
	}
	await expectConsole(page, `${digest}  -`);

	expect(await incidentStates(page)).toEqual(Array(kills).fill('recovered'));
	await expect(bands).toHaveCount(kills);
	await expect(panel.locator('.band.mended')).toHaveCount(kills);
	await expect(panel.getByTestId('interruptions')).toContainText(`driver failed${kills}`);
});

test('the curve can be read as a table, and a cable that is pulled out is plugged in again', async ({
	page,
}) => {
	await boot(page);
	await type(page, 'wget -q -O - http://host/random/300K | wc -c');
	await expectConsole(page, '307200');
	const panel = page.getByRole('region', { name: 'Throughput' });
	await panel.getByText('Table', { exact: true }).click();
	await expect(panel.getByRole('row', { name: /kB\/s/ }).first()).toBeVisible();

	const cable = panel.getByRole('switch', { name: 'Cable of rtl8139' });
	await expect(cable).toBeChecked();
	await cable.press('Space');
	await expect(cable).not.toBeChecked();
	await cable.press('Space');
	await expect(cable).toBeChecked();

	await type(page, 'echo "It is back." | mail -s "eth.rtl8139 failed" admin@host');
	const mail = panel.getByRole('listitem').filter({ hasText: 'eth.rtl8139 failed' });
	await mail.locator('summary').press('Enter');
	await expect(mail).toContainText('It is back.');
});
