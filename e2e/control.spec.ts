/*
 * The control channel from the page: commands for the guest past its console.
 */
import type { Page } from '@playwright/test';
import type { DebugHandle } from '../src/app/debug_handle.ts';
import type { ControlCommand } from '../src/channel/control_channel.ts';
import { boot, consoleText, expect, test } from './page.ts';

declare const window: { kintsugi: DebugHandle };

function control(page: Page, command: ControlCommand) {
	return page.evaluate(async (given) => {
		const { output, ...rest } = await window.kintsugi.control(given);
		return { ...rest, output: new TextDecoder().decode(output) };
	}, command);
}

test('a command runs in the guest, and its output stays off the console', async ({ page }) => {
	await boot(page);
	const result = await control(page, { cmd: 'exec', command: 'echo from the guest; exit 3' });
	expect(result).toEqual({ status: 3, output: 'from the guest\n' });
	expect(await consoleText(page)).not.toContain('from the guest');
});

test('what the guest refuses is told in its words', async ({ page }) => {
	await boot(page);
	await expect(control(page, { cmd: 'kill', label: 'nobody' })).rejects.toThrow(
		'no component called "nobody"',
	);
});

test('commands go on after a snapshot was restored', async ({ page }) => {
	await boot(page);
	await control(page, { cmd: 'exec', command: 'echo 1 > /tmp/count' });
	await page.getByRole('button', { name: 'Save' }).click();
	await control(page, { cmd: 'exec', command: 'echo 2 > /tmp/count' });
	await page.getByRole('button', { name: 'Restore' }).click();
	const { output } = await control(page, { cmd: 'exec', command: 'cat /tmp/count' });
	expect(output).toBe('1\n');
});
