import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Manifest } from '../../src/machine/manifest.ts';
import { cString, PT_LOAD, parseElf } from './elf.ts';
import { copyFixture, type FixtureTree } from './fixture.test-support.ts';
import { readVolume } from './minixfs/reader.test-support.ts';
import { sha256 } from './steps.ts';

const SECTOR = 512;
const KERNEL_BASE = 0xc0000000;

const trees: FixtureTree[] = [];

function newTree(name?: string): FixtureTree {
	const tree = copyFixture(name);
	trees.push(tree);
	return tree;
}

afterEach(() => {
	for (const tree of trees.splice(0)) tree.remove();
});

function partition(image: Buffer, manifest: Manifest, name: string): Buffer {
	const entry = manifest.data.partitions.find((candidate) => candidate.name === name);
	if (!entry) throw new Error(`no partition ${name}`);
	const start = entry.startLba * SECTOR;
	return image.subarray(start, start + entry.sectors * SECTOR);
}

interface Module {
	readonly name: string;
	readonly kind: number;
	readonly content: Buffer;
}

function archiveModules(image: Buffer, manifest: Manifest): Module[] {
	const archive = partition(image, manifest, 'boot');
	return Array.from({ length: archive.readUInt32LE(12) }, (_, index) => {
		const at = 32 + index * 84;
		const start = archive.readUInt32LE(at + 32) * SECTOR;
		const content = archive.subarray(start, start + archive.readUInt32LE(at + 36));
		return { name: cString(archive, at), kind: archive.readUInt32LE(at + 40), content };
	});
}

describe('what a build makes', () => {
	const tree = copyFixture();
	let image: Buffer;
	let manifest: Manifest;

	beforeAll(async () => {
		const result = await tree.build();
		image = fs.readFileSync(result.image);
		manifest = Manifest.parse(fs.readFileSync(result.manifest, 'utf8'));
	});

	afterAll(tree.remove);

	test('the archive holds kernel, texts, pm, rs, init, the other programs, and the root last', () => {
		const modules = archiveModules(image, manifest);
		expect(modules.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
			'0 kernel',
			'2 kernel.sym',
			'4 system.conf',
			'4 components.sym',
			'1 pm',
			'1 rs',
			'1 init',
			'1 blinker',
			'3 root.img',
		]);
	});

	test('the archive has system.conf as it is, and the functions of servers and drivers', () => {
		const text = (name: string) =>
			archiveModules(image, manifest)
				.find((module) => module.name === name)
				?.content.toString();
		expect(text('system.conf')).toBe(
			Buffer.from(tree.read('os-image/etc/system.conf')).toString(),
		);
		const symbols = text('components.sym')?.split('\n') ?? [];
		const sections = symbols.filter((line) => line.startsWith('['));
		expect(sections).toEqual(['[pm]', '[rs]', '[blinker]']);
		const main = manifest.binary('blinker').symbol('main').address;
		const address = main.toString(16).padStart(8, '0');
		expect(symbols.slice(symbols.indexOf('[blinker]'))).toContain(`${address} main`);
	});

	test('the root file system holds /etc of the source tree', () => {
		const root = archiveModules(image, manifest).at(-1)?.content ?? Buffer.alloc(0);
		const files = readVolume(root);
		expect(files.get('/etc/motd')?.content.toString()).toBe('Welcome to the fixture.\n');
		expect(files.get('/tmp')?.mode).toBe(0o041777);
		expect(readVolume(partition(image, manifest, 'usr')).has('/share/doc/LICENSE')).toBe(true);
		expect([...readVolume(partition(image, manifest, 'data')).keys()]).toEqual(['']);
	});

	test('a program in the archive keeps its loaded bytes and entry, and nothing else', () => {
		const module = archiveModules(image, manifest).find(({ name }) => name === 'pm');
		const stripped = parseElf(module?.content ?? Buffer.alloc(0), 'pm');
		const full = parseElf(tree.read('build/os/bin/pm.elf'), 'pm');
		const loaded = full.segments.filter(({ type, memsz }) => type === PT_LOAD && memsz > 0);
		expect(stripped.entry).toBe(full.entry);
		expect(stripped.sections).toEqual([]);
		expect(stripped.segments.map((s) => ({ ...s, content: sha256(s.content) }))).toEqual(
			loaded.map((s) => ({ ...s, content: sha256(s.content) })),
		);
		expect(manifest.binary('pm').entry.sha256).toBe(sha256(module?.content ?? Buffer.alloc(0)));
	});

	test('the kernel is linked high and loaded low', () => {
		const kernel = parseElf(
			archiveModules(image, manifest)[0]?.content ?? Buffer.alloc(0),
			'kernel',
		);
		expect(kernel.entry).toBe(0x100000);
		const high = kernel.segments.filter(({ vaddr }) => vaddr >= KERNEL_BASE);
		expect(high.length).toBeGreaterThan(0);
		for (const { vaddr, paddr } of high) expect(vaddr - paddr).toBe(KERNEL_BASE);
	});

	test('programs have text, read-only data and written data in pages of their own', () => {
		const { segments } = parseElf(tree.read('build/os/bin/pm.elf'), 'pm');
		expect(segments.map(({ flags }) => flags)).toEqual([5, 4, 6]);
		expect(segments.map(({ vaddr }) => vaddr % 4096)).toEqual([0, 0, 0]);
		const pm = manifest.binary('pm');
		expect(pm.textStart).toBe(0x400000);
		expect(pm.symbol('__text_start').address).toBe(pm.textStart);
		expect(pm.symbol('__text_end').address).toBe(pm.textEnd);
	});

	test('library code is linked only where it is used, the compiler run-time library included', () => {
		const names = (program: string) => manifest.binary(program).symbols.map(({ name }) => name);
		expect(names('pm')).toEqual(expect.arrayContaining(['mini_divide', '__udivdi3']));
		expect(names('pm')).not.toContain('mini_unused');
		expect(names('multi')).not.toContain('mini_divide');
	});

	test('the network module is published, and the manifest and the build id know it', async () => {
		const file = fs.readFileSync(path.join(tree.root, 'build/os/net.wasm'));
		const { exports } = (await WebAssembly.instantiate(file)).instance;
		expect((exports.answer as () => number)()).toBe(42);
		expect(manifest.data.files['net.wasm']).toEqual({
			sha256: sha256(file),
			size: file.length,
		});
	});

	test('the manifest leads from a function to its source line', () => {
		const kernel = manifest.binary('kernel');
		const source = Buffer.from(tree.read('os-image/kernel/main.c')).toString().split('\n');
		const { address } = kernel.symbol('add_one');
		const line = source.indexOf('{', source.indexOf('add_one(int number)')) + 1;
		expect(kernel.lineOf(address)).toEqual({ file: 'os-image/kernel/main.c', line });
		expect(kernel.lookupSymbol(address + 1)).toMatchObject({ symbol: { name: 'add_one' } });
		const start = manifest.binary('pm').symbol('_start').address;
		expect(manifest.binary('pm').lineOf(start)?.file).toBe('os-image/lib/libmini/start.S');
	});

	test('the manifest counts lines per component, those of recovery apart', () => {
		const kernel = manifest.data.loc.find(({ component }) => component === 'kernel');
		expect(kernel?.recovery).toBe(7);
		expect(kernel?.total).toBeGreaterThan(20);
	});
});

test('a build with nothing changed compiles, links and writes nothing', async () => {
	const tree = newTree();
	const first = await tree.build();
	const written = fs.statSync(first.image).mtimeMs;
	const second = await tree.build();
	expect(second).toEqual({ ...first, compiled: 0, linked: 0, imageMade: false });
	expect(tree.messages).toEqual([]);
	expect(fs.statSync(first.image).mtimeMs).toBe(written);
});

test('only what includes a changed header is compiled again', async () => {
	const tree = newTree();
	await tree.build();
	tree.edit('os-image/include/answer.h', (text) => text.replace('42', '43'));
	const result = await tree.build();
	expect(tree.messages.sort()).toEqual([
		'CC   os-image/servers/pm/main.c',
		'CC   os-image/servers/rs/main.c',
		'IMG  kintsugi.img',
		'LD   pm',
		'LD   rs',
	]);
	expect(result.compiled).toBe(2);
});

test('a touched but unchanged source is not compiled again', async () => {
	const tree = newTree();
	await tree.build();
	tree.edit('os-image/kernel/main.c', (text) => text);
	expect((await tree.build()).compiled).toBe(0);
});

test('a changed file of a volume makes a new image without compiling', async () => {
	const tree = newTree();
	const first = await tree.build();
	tree.edit('os-image/etc/motd', () => 'Something else.\n');
	const second = await tree.build();
	expect(second).toMatchObject({ compiled: 0, linked: 0, imageMade: true });
	expect(second.buildId).not.toBe(first.buildId);
});

describe('a mistake in system.conf makes no image, and the message says where', () => {
	const CONF = 'os-image/etc/system.conf';
	const tree = copyFixture();
	const sound = Buffer.from(tree.read(CONF)).toString();

	afterAll(tree.remove);

	test.each([
		['a misspelt statement', 'pages', 'pagse', `${CONF}: line 5: expected a statement`],
		['a strange uid', '_blinker 200', '_blinker 201', 'line 2: blinker: expected a user'],
		['an unknown gid', 'gid 1', 'gid 7', 'line 2: blinker: expected a gid'],
		['an unknown program', 'program blinker', 'program b', 'found "b"; correct it'],
		['a policy that is not there', 'policy none', 'policy hope', 'found "hope"; add it'],
		['an unknown name', 'policy none;', 'ipc vfs;', 'expected labels of blocks, found vfs'],
		['a driver without a block', sound, '', `expected a block with "program blinker"`],
	])('%s', async (_, from, to, message) => {
		tree.edit(CONF, () => sound.replace(from, to));
		await expect(tree.build()).rejects.toThrow(message);
	});
});

test('an image that was written to is made anew', async () => {
	const tree = newTree();
	const first = await tree.build();
	fs.appendFileSync(first.image, 'scribble');
	const second = await tree.build();
	expect(second).toMatchObject({ imageMade: true, buildId: first.buildId });
});

test("a compile error shows the compiler's own message and leaves the earlier results alone", async () => {
	const tree = newTree();
	const first = await tree.build();
	const before = sha256(fs.readFileSync(first.manifest));
	tree.edit('os-image/kernel/main.c', (text) => text.replace('number + 1', 'nunber + 1'));
	await expect(tree.build()).rejects.toThrow('1 file did not compile');
	expect(tree.messages.join('\n')).toContain(
		"os-image/kernel/main.c:10:9: error: use of undeclared identifier 'nunber'",
	);
	expect(sha256(fs.readFileSync(first.manifest))).toBe(before);
	tree.edit('os-image/kernel/main.c', (text) => text.replace('nunber', 'number'));
	expect(await tree.build()).toMatchObject({ compiled: 1, buildId: first.buildId });
});

test('a warning is an error', async () => {
	const tree = newTree();
	tree.edit('drivers/blinker/main.c', (text) => text.replace('return', 'int idle;\n\treturn'));
	await expect(tree.build()).rejects.toThrow('1 file did not compile');
	expect(tree.messages.join('\n')).toContain("unused variable 'idle' [-Werror");
});

test('an undefined function fails the link with the message of the linker', async () => {
	const tree = newTree();
	fs.rmSync(path.join(tree.root, 'os-image/commands/multi/part.c'));
	await expect(tree.build()).rejects.toThrow('1 program did not link');
	expect(tree.messages.join('\n')).toContain('undefined symbol: part');
});

test('one binary can be built by name, without the others and without an image', async () => {
	const tree = newTree();
	const result = await tree.build({ only: ['kernel'] });
	expect(result).toMatchObject({ compiled: 3, linked: 1, imageMade: false });
	expect(fs.existsSync(result.image)).toBe(false);
	await expect(tree.build({ only: ['vfs'] })).rejects.toThrow('no binary named vfs');
});

test('two programs of one name are refused', async () => {
	const tree = newTree();
	fs.copyFileSync(
		path.join(tree.root, 'drivers/blinker/main.c'),
		path.join(tree.root, 'os-image/commands/pm.c'),
	);
	await expect(tree.build()).rejects.toThrow('Two programs are named "pm"');
});

test('two builds into one directory at once take turns', async () => {
	const tree = newTree();
	const results = await Promise.all([tree.build(), tree.build()]);
	expect(results.map(({ compiled }) => compiled).sort((a, b) => a - b)).toEqual([0, 15]);
	expect(results[0].buildId).toBe(results[1].buildId);
});

test('the same source gives the same bytes in another place', async () => {
	const here = await newTree('a').build();
	const there = await newTree('a longer, quite different path').build();
	expect(there.buildId).toBe(here.buildId);
	const manifests = [here, there].map(({ manifest }) => fs.readFileSync(manifest, 'utf8'));
	expect(manifests[1]).toBe(manifests[0]);
});
