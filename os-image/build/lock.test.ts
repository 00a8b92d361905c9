import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { withLock } from './lock.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kintsugi-lock-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

test('work under one lock never overlaps', async () => {
	const file = path.join(folder, 'turns');
	const events: string[] = [];
	const work = (name: string) => async () => {
		events.push(`${name} begins`);
		await new Promise(setImmediate);
		events.push(`${name} ends`);
	};
	await Promise.all([withLock(file, work('a')), withLock(file, work('b'))]);
	expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test('the lock of a process that is gone is void', async () => {
	const file = path.join(folder, 'left-behind');
	const { pid } = spawnSync(process.execPath, ['--version']);
	fs.writeFileSync(file, String(pid));
	expect(await withLock(file, async () => 'done')).toBe('done');
});

test('the lock is given back when the work fails', async () => {
	const file = path.join(folder, 'failing');
	const failing = withLock(file, () => Promise.reject(new Error('no')));
	await expect(failing).rejects.toThrow('no');
	expect(fs.existsSync(file)).toBe(false);
});
