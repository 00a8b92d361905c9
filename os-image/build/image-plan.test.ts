import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
	BOOT_COMMANDS,
	COMMAND_LINKS,
	DRIVER_FILES,
	planImage,
	ROOT_COMMANDS,
} from './image-plan.ts';
import { findBinaries } from './source-tree.ts';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');

const command = (name: string) => ({ name, isCommand: true });
const server = (name: string) => ({ name, isCommand: false });

function files(names: readonly { readonly to: string }[]) {
	return names.map(({ to }) => to).filter((to) => /bin\/./.test(to));
}

test('servers, drivers and tests are boot modules, in the order that the kernel starts them', () => {
	const programs = [...['vfs', 'rs', 'pm'].map(server), command('attack'), command('init')];
	expect(planImage(programs).modules).toEqual(['pm', 'rs', 'init', 'attack', 'vfs']);
});

test('a command is on the root file system if the plan says so, else in /usr/bin', () => {
	const { ramdisk, volumes, modules } = planImage(['sh', 'mount', 'test', 'seq'].map(command));
	expect(modules).toEqual([]);
	expect(files(ramdisk.tree)).toEqual([
		'sbin/init',
		...['bin/sh', 'bin/test', 'bin/['],
		'sbin/mount',
	]);
	expect(volumes.map(({ name, tree }) => [name, files(tree)])).toEqual([
		['usr', ['bin/seq', 'bin/env']],
		['data', []],
	]);
});

test('some drivers are files too, so that there is something to update them to', () => {
	const { volumes, modules } = planImage(['random', 'ramdisk'].map(server));
	expect(modules).toEqual(['ramdisk', 'random']);
	expect(volumes[0]?.tree).toContainEqual(
		expect.objectContaining({ kind: 'program', to: 'lib/drivers/random' }),
	);
});

test('every program that the plan names is there', () => {
	const programs = findBinaries(root).map(({ name }) => name);
	const named = [
		...Object.values(ROOT_COMMANDS).flat(),
		...BOOT_COMMANDS,
		...DRIVER_FILES,
		...Object.values(COMMAND_LINKS),
	];
	expect(named.filter((name) => !programs.includes(name))).toEqual([]);
});
