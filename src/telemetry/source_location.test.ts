import { expect, test } from 'vitest';
import { type BinaryEntry, encodeLineTable, Manifest } from '../machine/manifest.ts';
import { addressInDetail, binaryOf, locate } from './source_location.ts';

function binary(name: string, kind: BinaryEntry['kind']): BinaryEntry {
	const file = `src/${name}.c`;
	return {
		...{ name, kind, sha256: '', size: 64, text: [0x1000, 0x1040] },
		symbols: [
			['main', 0x1000, 0x10, 'func'],
			['serve', 0x1010, 0x20, 'func'],
		],
		lines: encodeLineTable([
			{ address: 0x1000, file, line: 10 },
			{ address: 0x1014, file, line: 25 },
			{ address: 0x1020, file, line: 0 },
		]),
	};
}

const manifest = Manifest.parse(
	JSON.stringify({
		format: 1,
		binaries: [
			binary('vfs', 'server'),
			binary('mfs', 'server'),
			binary('random', 'driver'),
			binary('find', 'command'),
		],
	}),
);

test.each([
	['vfs', 'vfs'],
	['mfs.usr', 'mfs'],
	['chr.random', 'random'],
])('the component %s runs %s', (label, name) => {
	expect(binaryOf(manifest, label)?.name).toBe(name);
});

test('a component has no binary that the image lacks, and none that is a command', () => {
	expect(binaryOf(manifest, 'eth.rtl8139')).toBeUndefined();
	expect(binaryOf(manifest, 'find')).toBeUndefined();
});

test('an address in a component is in a function and on a line', () => {
	expect(locate(manifest, 'chr.random', 0x1016)).toEqual({
		...{ binary: 'random', symbol: 'serve', offset: 6 },
		source: { file: 'src/random.c', line: 25 },
	});
});

test('code that comes from no line has its function alone', () => {
	expect(locate(manifest, 'chr.random', 0x1024)).toEqual({
		...{ binary: 'random', symbol: 'serve', offset: 0x14 },
	});
});

test('a wild address is nowhere', () => {
	expect(locate(manifest, 'chr.random', 0)).toBeUndefined();
	expect(locate(manifest, 'chr.random', 0x1030)).toBeUndefined();
	expect(locate(manifest, 'nobody', 0x1000)).toBeUndefined();
});

test("an exception's address is in RS' words on it, and in those on other defects is none", () => {
	const detail =
		'page fault: wrote to 00000000, which is not mapped, at eip 00403ad3 in main+0x3';
	expect(addressInDetail(detail)).toBe(0x00403ad3);
	expect(addressInDetail('on request')).toBeUndefined();
});
