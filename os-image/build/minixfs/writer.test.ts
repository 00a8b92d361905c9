import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readVolume } from './reader.test-support.ts';
import {
	type DirectoryNode,
	type FileNode,
	type Node,
	type VolumeOptions,
	writeVolume,
} from './writer.ts';

const KIB = 1024;
const options: VolumeOptions = { name: 'test', size: 4096 * KIB, inodes: 100, time: 1_000_000_000 };

/** Sizes at every edge of the direct, indirect and double indirect zones. */
const SIZES = [0, 1, 1024, 7 * KIB, 7 * KIB + 1, 263 * KIB, 263 * KIB + 1, 600 * KIB + 5];

function patterned(size: number): Buffer {
	return Buffer.from(Array.from({ length: size }, (_, n) => (n ^ (n >> 8) ^ size) & 0xff));
}

function file(content: Uint8Array, mode = 0o644): FileNode {
	return { content, mode };
}

function directory(children: Record<string, Node>, mode = 0o755): DirectoryNode {
	return { children: new Map(Object.entries(children)), mode };
}

function sampleTree(): DirectoryNode {
	const shared = file(Buffer.from('one file, three names'));
	const files = SIZES.map((size) => [`file-${size}`, file(patterned(size))]);
	const many = Array.from({ length: 40 }, (_, n) => [`entry-${n}`, file(Buffer.from(`${n}`))]);
	return directory({
		...Object.fromEntries(files),
		bin: directory({ sh: file(Buffer.from('x'), 0o755), deep: directory({}) }),
		dev: directory({
			disk: { device: 'block', number: 0x301, mode: 0o600, uid: 2, gid: 3 },
			null: { device: 'character', number: 0x103, mode: 0o666 },
		}),
		many: directory(Object.fromEntries(many)),
		names: directory({ one: shared, two: shared, 'to-sh': { target: '../bin/sh' } }),
		third: shared,
		tmp: directory({}, 0o1777),
		[`${'n'.repeat(60)}`]: file(Buffer.from('long name')),
	});
}

/** What `fsck.minix -f` says about a volume, or undefined where it is not installed. */
function fsck(volume: Uint8Array): { status: number | null; output: string } | undefined {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kintsugi-minixfs-'));
	try {
		const image = path.join(folder, 'volume');
		fs.writeFileSync(image, volume);
		const env = { ...process.env, PATH: `${process.env.PATH}:/sbin:/usr/sbin` };
		const result = spawnSync('fsck.minix', ['-fs', image], { encoding: 'utf8', env });
		if (result.error) return undefined;
		return { status: result.status, output: result.stdout + result.stderr };
	} finally {
		fs.rmSync(folder, { recursive: true });
	}
}

test('every file reads back with its content and mode', () => {
	const files = readVolume(writeVolume(sampleTree(), options));
	for (const size of SIZES) {
		expect(files.get(`/file-${size}`)?.content.equals(patterned(size))).toBe(true);
	}
	expect(files.get('/bin/sh')?.mode).toBe(0o100755);
	expect(files.get('/tmp')?.mode).toBe(0o041777);
	expect(files.get(`/${'n'.repeat(60)}`)?.content.toString()).toBe('long name');
	expect(files.get('/many/entry-39')?.content.toString()).toBe('39');
});

test('a directory has a link for its name, one for its dot and one for each subdirectory', () => {
	const files = readVolume(writeVolume(sampleTree(), options));
	expect(files.get('/bin')?.links).toBe(3);
	expect(files.get('/bin/deep')?.links).toBe(2);
	expect(files.get('')?.links).toBe(7);
});

test('special files have their device number and owner', () => {
	const files = readVolume(writeVolume(sampleTree(), options));
	expect(files.get('/dev/disk')).toMatchObject({ mode: 0o060600, device: 0x301, uid: 2, gid: 3 });
	expect(files.get('/dev/null')).toMatchObject({ mode: 0o020666, device: 0x103, uid: 0, gid: 0 });
	expect(files.get('/dev/null')?.content.length).toBe(0);
});

test('a symbolic link has its target as content', () => {
	const link = readVolume(writeVolume(sampleTree(), options)).get('/names/to-sh');
	expect(link?.mode).toBe(0o120777);
	expect(link?.content.toString()).toBe('../bin/sh');
});

test('a file with three names is one inode with three links', () => {
	const files = readVolume(writeVolume(sampleTree(), options));
	const named = ['/names/one', '/names/two', '/third'].map((name) => files.get(name));
	expect(new Set(named.map((file) => file?.inode)).size).toBe(1);
	expect(named[0]?.links).toBe(3);
	expect(named[2]?.content.toString()).toBe('one file, three names');
});

test('a directory under two names is refused', () => {
	const twice = directory({});
	expect(() => writeVolume(directory({ a: twice, b: twice }), options)).toThrow('two names');
});

test('a file lies in consecutive zones, whatever its size', () => {
	const files = readVolume(writeVolume(sampleTree(), options));
	for (const size of SIZES) {
		const zones = files.get(`/file-${size}`)?.zones ?? [];
		const first = zones[0] ?? 0;
		expect(zones).toEqual(zones.map((_, index) => first + index));
	}
});

test('the same tree gives the same bytes, in whatever order it was put together', () => {
	const tree = sampleTree();
	const reversed = { ...tree, children: new Map([...tree.children].reverse()) };
	const first = Buffer.from(writeVolume(tree, options));
	expect(first.equals(Buffer.from(writeVolume(reversed, options)))).toBe(true);
	expect(readVolume(first).get('/bin')?.time).toBe(options.time);
});

test('fsck.minix finds nothing to say about an empty and a full volume', (context) => {
	const volumes = [
		writeVolume(directory({}), options),
		writeVolume(sampleTree(), options),
		writeVolume(sampleTree(), { ...options, size: 32 * KIB * KIB, inodes: 9000 }),
	];
	for (const volume of volumes) {
		const result = fsck(volume);
		if (!result) {
			return context.skip(
				'fsck.minix is not installed (Debian: apt-get install util-linux-extra)',
			);
		}
		expect(result.output).not.toMatch(/marked|not used|bad|corrupt|error|mismatch/i);
		expect(result.status).toBe(0);
	}
});

test('a volume too small for its contents is refused by its name', () => {
	const tree = directory({ big: file(patterned(200 * KIB)) });
	expect(() => writeVolume(tree, { ...options, size: 100 * KIB })).toThrow('volume test');
});

test('more files than inodes are refused', () => {
	const children = Array.from({ length: 200 }, (_, n) => [`f${n}`, file(Buffer.alloc(0))]);
	expect(() => writeVolume(directory(Object.fromEntries(children)), options)).toThrow('inodes');
});

test('a name that the file system cannot hold is refused', () => {
	for (const name of ['x'.repeat(61), 'a/b', '']) {
		const tree = directory({ [name]: file(Buffer.alloc(0)) });
		expect(() => writeVolume(tree, options)).toThrow("can't hold");
	}
});
