import { expect, test } from 'vitest';
import { placeOf } from './describe.ts';
import { readManifest } from './driver_texts.test-support.ts';

test('the place of a mutation is a function of the driver and a line of its source', async () => {
	const manifest = await readManifest();
	const { address } = manifest.binary('dp8390').symbol('main');
	const place = placeOf(manifest, 'eth.dp8390', address);
	expect(place.function).toBe('main');
	expect(place.source).toMatch(/^drivers\/dp8390\/\w+\.c:\d+$/);
});

test('the place of an address outside all functions is empty', async () => {
	const manifest = await readManifest();
	expect(placeOf(manifest, 'eth.dp8390', 0)).toEqual({ function: '', source: '' });
	expect(placeOf(manifest, 'eth.none', 0x400000)).toEqual({ function: '', source: '' });
});
