import { afterEach, expect, test, vi } from 'vitest';
import { encodeLineTable } from '../machine/manifest.ts';
import { SourceLines } from './source_lines.ts';

const manifest = JSON.stringify({
	format: 1,
	binaries: [
		{
			...{ name: 'random', kind: 'driver', sha256: '', size: 64, text: [0x1000, 0x1040] },
			symbols: [['serve', 0x1000, 0x40, 'func']],
			lines: encodeLineTable([{ address: 0x1000, file: 'drivers/random/main.c', line: 12 }]),
		},
	],
});

afterEach(() => {
	vi.unstubAllGlobals();
});

/** Answers the page's fetches, one each. */
function serve(...responses: readonly Response[]) {
	const fetch = vi.fn<typeof globalThis.fetch>();
	for (const response of responses) fetch.mockResolvedValueOnce(response);
	vi.stubGlobal('fetch', fetch);
	return fetch;
}

test('an address in the guest has a file and a line, by a manifest that is fetched once', async () => {
	const fetch = serve(new Response(manifest));
	const lines = new SourceLines('http://site/os/manifest.json');
	expect(await lines.describe('chr.random', 0x1008)).toBe('drivers/random/main.c:12');
	expect(await lines.describe('chr.random', 0x9000)).toBe('The address is in no known code.');
	expect(fetch).toHaveBeenCalledTimes(1);
});

test('a manifest that is missing is told as that, and fetched again when asked again', async () => {
	serve(new Response('', { status: 404 }), new Response(manifest));
	const lines = new SourceLines('http://site/os/manifest.json');
	expect(await lines.describe('chr.random', 0x1008)).toContain('the server answered 404');
	expect(await lines.describe('chr.random', 0x1008)).toBe('drivers/random/main.c:12');
});
