import { afterAll, expect, test } from 'vitest';
import { NetTests } from './net_tests.test-support.ts';

const tests = await NetTests.build();
const sentences = await tests.sentences();

afterAll(() => tests.remove());

test.concurrent.each(sentences)('%s', async (sentence) => {
	expect(await tests.run('run', sentence)).toBe('');
});

test('2,000 links that lose, repeat, delay and corrupt, by seed: what arrives is right, nothing leaks', async () => {
	await tests.run('lossy', '1', '2000');
});

test('10,000 mutated frames of every kind: nothing crashes, memory stays bounded, nothing leaks', async () => {
	await tests.run('fuzz', '1', '10000');
});

test('1,000 transfers over streams on links with faults, by seed', async () => {
	await tests.run('tcp-transfers', '1', '1000');
});

test('5,000 malformed segments into connections in all states', async () => {
	await tests.run('tcp-segments', '1', '5000');
});
