import { afterAll, expect, test } from 'vitest';
import { copyFixture } from './fixture.test-support.ts';
import type { TreeItem, VolumePlan } from './image-plan.ts';
import { readVolume } from './minixfs/reader.test-support.ts';
import { buildVolume, volumeSources } from './volumes.ts';

const tree = copyFixture();
afterAll(tree.remove);

const programs = new Map([['sh', Buffer.from('the shell')]]);

function plan(...items: TreeItem[]): VolumePlan {
	return { name: 'test', size: 1024 * 1024, inodes: 64, tree: items };
}

function build(volume: VolumePlan) {
	return readVolume(buildVolume(volume, tree.root, programs));
}

test('a folder is copied with all that is in it, a file to where the plan says', () => {
	const volume = plan(
		{ kind: 'copy', to: 'src', from: 'os-image/commands' },
		{ kind: 'copy', to: 'share/doc/LICENCE', from: 'LICENSE' },
	);
	expect([...build(volume).keys()].sort()).toEqual([
		'',
		'/share',
		'/share/doc',
		'/share/doc/LICENCE',
		'/src',
		'/src/init.c',
		'/src/multi',
		'/src/multi/main.c',
		'/src/multi/part.c',
	]);
	expect(volumeSources(volume, tree.root)).toEqual([
		'os-image/commands/init.c',
		'os-image/commands/multi/main.c',
		'os-image/commands/multi/part.c',
		'LICENSE',
	]);
});

test('a program of the build is put in executable', () => {
	const files = build(plan({ kind: 'program', to: 'bin/sh', program: 'sh' }));
	expect(files.get('/bin/sh')?.mode).toBe(0o100755);
	expect(files.get('/bin/sh')?.content.toString()).toBe('the shell');
});

test('permissions are as the plan says', () => {
	const files = build(
		plan(
			{ kind: 'program', to: 'bin/su', program: 'sh', mode: 0o4755 },
			{ kind: 'copy', to: 'etc/shadow', from: 'LICENSE' },
			{ kind: 'mode', to: 'etc/shadow', mode: 0o600 },
		),
	);
	expect(files.get('/bin/su')?.mode).toBe(0o104755);
	expect(files.get('/etc/shadow')?.mode).toBe(0o100600);
});

test('special files, symbolic links and further names get to where the plan says', () => {
	const files = build(
		plan(
			{ kind: 'device', to: 'dev/zero', type: 'character', number: 0x105, mode: 0o666 },
			{ kind: 'program', to: 'bin/sh', program: 'sh' },
			{ kind: 'symlink', to: 'sh', target: 'bin/sh' },
			{ kind: 'link', to: 'bin/ash', existing: 'bin/sh' },
		),
	);
	expect(files.get('/dev/zero')).toMatchObject({ mode: 0o020666, device: 0x105 });
	expect(files.get('/sh')?.content.toString()).toBe('bin/sh');
	expect(files.get('/bin/ash')?.inode).toBe(files.get('/bin/sh')?.inode);
});

test('a further name for what is not there is refused', () => {
	expect(() => build(plan({ kind: 'link', to: 'b', existing: 'a' }))).toThrow('names "a"');
});

test('a program or file that does not exist is refused by name', () => {
	expect(() => build(plan({ kind: 'program', to: 'bin/vi', program: 'vi' }))).toThrow('"vi"');
	expect(() => build(plan({ kind: 'copy', to: 'x', from: 'nowhere' }))).toThrow('nowhere');
});

test('a file where the plan also wants a directory is refused', () => {
	const volume = plan(
		{ kind: 'copy', to: 'a', from: 'LICENSE' },
		{ kind: 'copy', to: 'a/b', from: 'LICENSE' },
	);
	expect(() => build(volume)).toThrow('as file and as directory');
});
