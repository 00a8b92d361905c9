/* The project's own image, built from scratch in two places: the same bytes. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { buildOs, PROJECT_ROOT } from './build.ts';
import { sha256 } from './steps.ts';

const parent = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'kintsugi-twice-'));

afterAll(() => fs.rmSync(parent, { recursive: true, force: true }));

async function digestsOf(name: string): Promise<Record<string, string>> {
	const root = path.join(parent, name);
	for (const part of ['bios', 'drivers', 'os-image', 'LICENSE']) {
		const from = path.join(PROJECT_ROOT, part);
		if (fs.existsSync(from)) fs.cpSync(from, path.join(root, part), { recursive: true });
	}
	// Each copy has its own toolchain cache, so that nothing is shared between the two.
	const { bios, image, netModule, manifest } = await buildOs({
		root,
		cacheDir: path.join(root, 'build/toolchain'),
	});
	const files = { bios, image, netModule, manifest };
	return Object.fromEntries(
		Object.entries(files).map(([key, file]) => [key, sha256(fs.readFileSync(file))]),
	);
}

test('firmware, image, network module and manifest are the same wherever they are built', async () => {
	const first = await digestsOf('one');
	expect(await digestsOf('another place/with a much longer path')).toEqual(first);
});
