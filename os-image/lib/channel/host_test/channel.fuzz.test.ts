/* The reader of the control channel's lines beside JSON.parse, on many more texts. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ChannelLibrary, compareMutations } from './channel.test-support.ts';

let library: ChannelLibrary;

beforeAll(async () => {
	library = await ChannelLibrary.compile();
});

describe('a line of the control channel', () => {
	it('is read as JSON.parse reads it, or refused where that throws: 100,000 mutations', () => {
		const seen = compareMutations(library, 2, 100_000);
		expect(seen.read).toBeGreaterThan(3_000);
		expect(seen.refused).toBeGreaterThan(30_000);
	});
});
