import { expect, test } from 'vitest';
import { decodeParams, encodeParams, PARAM_HEADER, SECTOR_SIZE } from './params.ts';

test('parameters are lines in the order given, after the header, padded with zeros', () => {
	const sector = encodeParams({ init: 'attack', suite: 'grants', iommu: 'on' });
	expect(sector).toHaveLength(SECTOR_SIZE);
	const text = new TextDecoder().decode(sector).replace(/\0+$/, '');
	expect(text).toBe(`${PARAM_HEADER}init=attack\nsuite=grants\niommu=on\n`);
});

test('what was encoded is decoded', () => {
	const params = { init: 'sh -c "a=b"', empty: '' };
	expect(decodeParams(encodeParams(params))).toEqual(params);
});

test('a sector without the header has no parameters', () => {
	expect(decodeParams(new Uint8Array(SECTOR_SIZE))).toBeUndefined();
});

test('the sector may be full to its last byte but one', () => {
	const room = SECTOR_SIZE - 1 - PARAM_HEADER.length - 'key=\n'.length;
	expect(encodeParams({ key: 'x'.repeat(room) })[SECTOR_SIZE - 1]).toBe(0);
	expect(() => encodeParams({ key: 'x'.repeat(room + 1) })).toThrow(
		'need 512 bytes, the parameter sector holds 511',
	);
});

test.each(['', 'Init', '1st', 'a b', 'a=b', 'ä'])('the name %j is refused', (key) => {
	expect(() => encodeParams({ [key]: 'x' })).toThrow('is not valid');
});

test.each(['a\nb', 'a\0', 'ä'])('the value %j is refused', (value) => {
	expect(() => encodeParams({ key: value })).toThrow('printable ASCII');
});
