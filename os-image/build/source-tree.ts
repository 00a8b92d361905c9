/*
 * What there is to build: finds the binaries of the source tree by the
 * conventions of README.md.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { BinaryKind } from '../../src/machine/manifest.ts';
import { BuildError } from './build-error.ts';

/** Sources of one flavour are compiled with the same flags, once for all binaries. */
export interface Flavour {
	readonly name: 'bios' | 'boot' | 'kernel' | 'user';
	readonly flags: readonly string[];
	readonly includeDirs: readonly string[];
}

export interface BinaryPlan {
	readonly name: string;
	readonly kind: BinaryKind;
	readonly flavour: Flavour;
	/** Always linked; relative to the root, as all paths here. */
	readonly sources: readonly string[];
	/** Linked as far as they are needed. */
	readonly librarySources: readonly string[];
	readonly script: string;
	/** `elf`: goes into the image as a stripped ELF; `flat`: as the bare bytes it loads. */
	readonly form: 'elf' | 'flat';
}

const INCLUDE = 'os-image/include';
const GENERAL_REGISTERS = ['-mgeneral-regs-only'];

/** All binaries, programs last. Throws when two programs have one name. */
export function findBinaries(root: string): BinaryPlan[] {
	const programs = findPrograms(root);
	const owners = new Map<string, BinaryPlan>();
	for (const program of programs) {
		const other = owners.get(program.name);
		if (other) {
			throw new BuildError(
				`Two programs are named "${program.name}": ${other.sources[0]} and ` +
					`${program.sources[0]}. Rename one of them.`,
			);
		}
		owners.set(program.name, program);
	}
	return [...findSystem(root), ...programs];
}

/** Every C and assembly source and header of the system, for counting and hashing. */
export function allSources(root: string): string[] {
	return ['bios', 'drivers', 'os-image'].flatMap((dir) =>
		filesBelow(root, dir).filter((file) => /\.[chS]$/.test(file) && !isHostFile(file)),
	);
}

/** The builder's own folder, and folders of what runs on the host, hold nothing of the guest's. */
function isHostFile(file: string): boolean {
	return file.startsWith('os-image/build/') || /\/(host_test|test|wasm)\//.test(file);
}

function findSystem(root: string): BinaryPlan[] {
	const flavour = (name: Flavour['name'], dir: string): Flavour => ({
		name,
		flags: GENERAL_REGISTERS,
		includeDirs: [INCLUDE, dir],
	});
	const boot = flavour('boot', 'os-image/boot');
	const bootSources = sourcesBelow(root, 'os-image/boot');
	const isMbr = (file: string) => path.posix.basename(file) === 'mbr.S';
	const common = { librarySources: [] };
	const found: BinaryPlan[] = [
		{
			...common,
			name: 'bios',
			kind: 'firmware',
			flavour: flavour('bios', 'bios'),
			sources: sourcesBelow(root, 'bios'),
			script: 'bios/rom.ld',
			form: 'flat',
		},
		{
			...common,
			name: 'mbr',
			kind: 'loader',
			flavour: boot,
			sources: bootSources.filter(isMbr),
			script: 'os-image/boot/mbr.ld',
			form: 'flat',
		},
		{
			...common,
			name: 'stage2',
			kind: 'loader',
			flavour: boot,
			sources: bootSources.filter((file) => !isMbr(file)),
			script: 'os-image/boot/stage2.ld',
			form: 'flat',
		},
		{
			...common,
			name: 'kernel',
			kind: 'kernel',
			flavour: flavour('kernel', 'os-image/kernel'),
			sources: sourcesBelow(root, 'os-image/kernel'),
			script: 'os-image/kernel/kernel.ld',
			form: 'elf',
		},
	];
	return found.filter(({ sources }) => sources.length > 0);
}

function findPrograms(root: string): BinaryPlan[] {
	const librarySources = sourcesBelow(root, 'os-image/lib');
	const libraryIncludes = namesIn(root, 'os-image/lib')
		.map((name) => `os-image/lib/${name}/include`)
		.filter((dir) => fs.existsSync(path.join(root, dir)));
	const flavour: Flavour = {
		name: 'user',
		flags: [],
		includeDirs: [INCLUDE, ...libraryIncludes],
	};
	const program = (name: string, kind: BinaryKind, sources: string[]): BinaryPlan => ({
		name,
		kind,
		flavour,
		sources,
		librarySources,
		script: 'os-image/lib/user.ld',
		form: 'elf',
	});
	const inFolders = (dir: string, kind: BinaryKind) =>
		namesIn(root, dir)
			.filter((name) => isDirectory(root, `${dir}/${name}`))
			.map((name) => program(name, kind, sourcesBelow(root, `${dir}/${name}`)));
	const singleFiles = namesIn(root, 'os-image/commands')
		.filter((name) => name.endsWith('.c'))
		.map((name) => program(name.slice(0, -2), 'command', [`os-image/commands/${name}`]));
	return [
		...inFolders('os-image/servers', 'server'),
		...inFolders('drivers', 'driver'),
		...inFolders('os-image/commands', 'command'),
		...singleFiles,
	].filter(({ sources }) => sources.length > 0);
}

function sourcesBelow(root: string, dir: string): string[] {
	return filesBelow(root, dir).filter((file) => /\.[cS]$/.test(file) && !isHostFile(file));
}

function filesBelow(root: string, dir: string): string[] {
	return namesIn(root, dir).flatMap((name) => {
		const file = `${dir}/${name}`;
		return isDirectory(root, file) ? filesBelow(root, file) : [file];
	});
}

function namesIn(root: string, dir: string): string[] {
	const absolute = path.join(root, dir);
	return fs.existsSync(absolute) ? fs.readdirSync(absolute).sort() : [];
}

function isDirectory(root: string, file: string): boolean {
	return fs.statSync(path.join(root, file)).isDirectory();
}
