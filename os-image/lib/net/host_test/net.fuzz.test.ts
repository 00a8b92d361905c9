import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, test } from 'vitest';
import { addressSanitizer } from '../../../build/minixfs/host-programs.test-support.ts';
import { NetTests } from './net_tests.test-support.ts';

const tests = await NetTests.build();

afterAll(() => tests.remove());

test('100,000 mutated frames of every kind', async () => {
	await tests.run('fuzz', '20000', '100000');
});

test('20,000 links with faults', async () => {
	await tests.run('lossy', '20000', '20000');
});

test('100,000 transfers over streams on links with faults', async () => {
	await tests.run('tcp-transfers', '20000', '100000');
});

test('100,000 malformed segments into connections in all states', async () => {
	await tests.run('tcp-segments', '20000', '100000');
});

test('no memory but their own is touched, by 10,000 frames, segments and transfers', async (context) => {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kintsugi-probe-'));
	const compiler = addressSanitizer(folder);
	fs.rmSync(folder, { recursive: true });
	if (!compiler) {
		return context.skip('this machine has no compiler `cc` with an address sanitizer');
	}
	const watched = await NetTests.build(compiler);
	try {
		for (const what of ['fuzz', 'tcp-segments', 'tcp-transfers']) {
			await watched.run(what, '700000', '10000');
		}
	} finally {
		watched.remove();
	}
});
