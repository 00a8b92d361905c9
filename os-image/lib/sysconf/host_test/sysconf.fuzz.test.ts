/* The parser of system.conf, on many more texts than sysconf.test.ts has time for. */
import { expect, it } from 'vitest';
import { compileParser, fuzz, fuzzBytes } from './sysconf.test-support.ts';

it('system.conf: 100,000 random texts give sound blocks or a sentence with a line', async () => {
	const seen = fuzz(await compileParser(), 2, 100_000);
	expect(seen.sound).toBeGreaterThan(1_000);
	expect(seen.refused).toBeGreaterThan(50_000);
});

it('a configuration: 100,000 with scribbled bytes are judged without harm', async () => {
	const sound = fuzzBytes(await compileParser(), 2, 100_000);
	expect(sound).toBeGreaterThan(100);
	expect(sound).toBeLessThan(99_000);
});
