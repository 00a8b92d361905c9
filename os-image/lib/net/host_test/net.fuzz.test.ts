import { afterAll, test } from 'vitest';
import { NetTests } from './net_tests.test-support.ts';

const tests = await NetTests.build();

afterAll(() => tests.remove());

test('100,000 mutated frames of every kind', async () => {
	await tests.run('fuzz', '20000', '100000');
});

test('20,000 links with faults', async () => {
	await tests.run('lossy', '20000', '20000');
});

test('100,000 malformed segments into connections in all states', async () => {
	await tests.run('tcp-segments', '20000', '100000');
});
