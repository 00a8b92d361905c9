/*
 * The attack suite again, from the same image in QEMU: a processor that others
 * wrote checks segments, gates and port rights that v86 does not. Left out, and
 * said so, where QEMU is not installed.
 */
import { describe, expect, it } from 'vitest';
import { readOsFiles } from '../../../src/cli/os_files.ts';
import { qemuVersion, runInQemu } from '../../emulators/qemu.ts';

const TIMEOUT_MS = 180_000;

/** What QEMU's own emulation of the processor does not check; it is tried in v86 instead. */
const SKIPPED = ['cpu.ds_null_read'];

const installed = (await qemuVersion()) !== undefined;

describe.skipIf(!installed)('the attack suite in QEMU', () => {
	it(
		'refuses every attack, and skips only what QEMU is known not to be up to',
		async () => {
			const { image } = await readOsFiles();
			const run = await runInQemu({
				image,
				params: { init: 'attack' },
				memoryMb: 32,
				timeoutMs: TIMEOUT_MS,
			});
			const lines = run.console.split(/\r?\n/);
			const skipped = lines
				.map((line) => /^skip ([^:]+):/.exec(line)?.[1])
				.filter((name) => name !== undefined);

			expect(lines.filter((line) => /^FAIL |breach: /.test(line))).toEqual([]);
			expect(lines).toContainEqual(
				expect.stringMatching(/^attack: [1-9]\d* refused, 0 failed, \d+ skipped$/),
			);
			expect(skipped).toEqual(SKIPPED);
			expect(run.status).toBe(0);
		},
		TIMEOUT_MS + 10_000,
	);
});
