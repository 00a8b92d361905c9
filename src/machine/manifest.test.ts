import { expect, test } from 'vitest';
import {
	type BinaryEntry,
	decodeLineTable,
	encodeLineTable,
	type LineRow,
	Manifest,
	type ManifestData,
} from './manifest.ts';

const rows: LineRow[] = [
	{ address: 0x400000, file: 'a.c', line: 10 },
	{ address: 0x400004, file: 'b.h', line: 3 },
	{ address: 0x400010, file: 'a.c', line: 12 },
	{ address: 0x400020, file: '', line: 0 },
	{ address: 0xc0100000, file: 'a.c', line: 70000 },
];

const entry: BinaryEntry = {
	name: 'pm',
	kind: 'server',
	sha256: '',
	size: 0,
	text: [0x400000, 0x400100],
	symbols: [
		['__text_start', 0x400000, 0, 'notype'],
		['main', 0x400000, 0x10, 'func'],
		['loop', 0x400020, 0, 'notype'],
		['table', 0x402000, 0x40, 'object'],
	],
	lines: encodeLineTable(rows),
};

function manifest(change: Partial<Record<keyof ManifestData, unknown>> = {}): Manifest {
	return Manifest.parse(
		JSON.stringify({ format: 1, buildId: 'abc', binaries: [entry], ...change }),
	);
}

test('a line table survives its compact form', () => {
	expect(decodeLineTable(encodeLineTable(rows))).toEqual(rows);
	expect(decodeLineTable(encodeLineTable([]))).toEqual([]);
});

test('the line of an address is that of the last row at or below it', () => {
	const pm = manifest().binary('pm');
	expect(pm.lineOf(0x400000)).toEqual({ file: 'a.c', line: 10 });
	expect(pm.lineOf(0x400003)).toEqual({ file: 'a.c', line: 10 });
	expect(pm.lineOf(0x400004)).toEqual({ file: 'b.h', line: 3 });
	expect(pm.lineOf(0xc0100001)).toEqual({ file: 'a.c', line: 70000 });
});

test('addresses outside the code have no line', () => {
	const pm = manifest().binary('pm');
	expect(pm.lineOf(0x3fffff)).toBeUndefined();
	expect(pm.lineOf(0x400020)).toBeUndefined();
});

test('a symbol covers its size, one without a size reaches to the next or the end of the code', () => {
	const pm = manifest().binary('pm');
	expect(pm.lookupSymbol(0x40000f)).toMatchObject({ symbol: { name: 'main' }, offset: 0xf });
	expect(pm.lookupSymbol(0x400010)).toBeUndefined();
	expect(pm.lookupSymbol(0x4000ff)).toMatchObject({ symbol: { name: 'loop' }, offset: 0xdf });
	expect(pm.lookupSymbol(0x400100)).toBeUndefined();
	expect(pm.lookupSymbol(0x402004)).toMatchObject({ symbol: { name: 'table' }, offset: 4 });
	expect(pm.lookupSymbol(0)).toBeUndefined();
});

test('a symbol is found by name', () => {
	expect(manifest().binary('pm').symbol('table')).toEqual({
		name: 'table',
		address: 0x402000,
		size: 0x40,
		type: 'object',
	});
});

test('unknown binaries and symbols are refused by name', () => {
	expect(() => manifest().binary('vfs')).toThrow('"vfs": expected one of pm');
	expect(() => manifest().binary('pm').symbol('gone')).toThrow('no symbol "gone"');
	expect(manifest().find('vfs')).toBeUndefined();
});

test('a manifest of another format is refused', () => {
	expect(() => manifest({ format: 2 })).toThrow(
		'Expected a manifest of format 1, found format 2',
	);
	expect(() => Manifest.parse('null')).toThrow('Expected a manifest');
});
