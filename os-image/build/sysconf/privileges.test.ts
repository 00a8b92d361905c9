import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Manifest } from '../../../src/machine/manifest.ts';
import { PROJECT_ROOT } from '../build.ts';
import { COMMAND, committedPage, makePrivilegesPage, PAGE, shippedBlocks } from './docs.ts';

test(`${PAGE} says what system.conf says`, async () => {
	const isCurrent = committedPage() === (await makePrivilegesPage());
	expect(isCurrent, `${PAGE} is stale: run ${COMMAND} and commit it`).toBe(true);
});

/** The functions of libsys that make a kernel call, where there are others than sys_<call>. */
const CALLERS: Readonly<Record<string, readonly string[]>> = {
	time: ['sys_time', 'sys_uptime_us'],
	copy_any: ['sys_copy', 'sys_copy_in', 'sys_copy_out'],
};

test('no component may make a kernel call that its program never makes', async () => {
	const file = path.join(PROJECT_ROOT, 'build/os/manifest.json');
	const manifest = Manifest.parse(fs.readFileSync(file, 'utf8'));
	const needless = (await shippedBlocks()).flatMap(({ label, program, calls }) => {
		const functions = new Set(manifest.binary(program).symbols.map(({ name }) => name));
		return calls
			.filter((call) => !(CALLERS[call] ?? [`sys_${call}`]).some((f) => functions.has(f)))
			.map((call) => `${label} ${call}`);
	});
	expect(needless).toEqual([]);
});
