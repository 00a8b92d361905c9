/*
 * From linked ELF files to the published results: the boot archive, the disk
 * image, the firmware, the module of the LAN's hosts and the manifest. The results replace the earlier ones
 * only when all of them are complete, the manifest last.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
	MANIFEST_FORMAT,
	type ManifestData,
	type PartitionEntry,
} from '../../src/machine/manifest.ts';
import { type BuiltBinary, describeBinary, readBinary } from './binary.ts';
import {
	type ArchiveEntry,
	buildArchive,
	buildComponentSymbols,
	buildKernelSymbols,
} from './boot-archive.ts';
import { BuildError } from './build-error.ts';
import { layOutDisk, writeDisk } from './disk-image.ts';
import {
	BOOT_PARTITION,
	COMPONENT_SYMBOLS_ENTRY,
	IMAGE_TIME,
	type ImagePlan,
	KERNEL_ENTRY,
	MINIX_PARTITION_TYPE,
	planImage,
	RAMDISK_ENTRY,
	SYMBOLS_ENTRY,
	SYSTEM_CONF_ENTRY,
} from './image-plan.ts';
import { countComponents } from './loc.ts';
import { NET_MODULE } from './net-module.ts';
import { allSources, type BinaryPlan } from './source-tree.ts';
import { sha256 } from './steps.ts';
import type { SystemConfParser } from './sysconf/parser.ts';
import { checkedSystemConf } from './system-conf.ts';
import { buildVolume, volumeSources } from './volumes.ts';

const BUILDER_DIR = path.dirname(fileURLToPath(import.meta.url));
const RESULTS = ['kintsugi.img', 'bios.bin', NET_MODULE, 'manifest.json'] as const;
const FIRMWARE_SIZES = [64 * 1024, 128 * 1024];

export interface ImageInputs {
	readonly root: string;
	readonly outDir: string;
	readonly binaries: readonly { readonly plan: BinaryPlan; readonly elf: string }[];
	/** The stack of the LAN's hosts, which is published as it is. */
	readonly netModule: string;
	/** SHA-256 of a file's content. */
	readonly digest: (file: string) => string;
}

interface Stamp {
	/** Digest of all that the results depend on. */
	readonly key: string;
	/** Size and time of each result: one that was written to (by an emulator, say) is made anew. */
	readonly results: Readonly<Record<string, string>>;
}

/** Whether the results are there and made from these inputs. */
export function imageIsCurrent(inputs: ImageInputs): boolean {
	const file = stampPath(inputs.outDir);
	if (!fs.existsSync(file)) return false;
	const stamp: Stamp = JSON.parse(fs.readFileSync(file, 'utf8'));
	return (
		RESULTS.every((name) => stamp.results[name] === fingerprint(inputs.outDir, name)) &&
		stamp.key === inputKey(inputs)
	);
}

export function makeImage(inputs: ImageInputs, parser: SystemConfParser): void {
	const { root, outDir } = inputs;
	const binaries = inputs.binaries.map(({ plan, elf }) => readBinary(plan, fs.readFileSync(elf)));
	const firmware = required(binaries, 'bios', 'bios/');
	if (!FIRMWARE_SIZES.includes(firmware.content.length)) {
		throw new BuildError(
			`The firmware is ${firmware.content.length} bytes: expected exactly 65536 or 131072. ` +
				'Check bios/rom.ld.',
		);
	}
	const programs = new Map(binaries.map(({ plan, content }) => [plan.name, content]));
	const plan = planOf(binaries);
	const systemConf = checkedSystemConf(
		root,
		binaries.map((binary) => binary.plan),
		parser,
	);
	const disk = layOutDisk(
		required(binaries, 'mbr', 'os-image/boot/mbr.S').content,
		required(binaries, 'stage2', 'os-image/boot/').content,
		[
			{
				...BOOT_PARTITION,
				active: true,
				content: bootArchive(binaries, plan, systemConf, root, programs),
			},
			...plan.volumes.map((volume) => ({
				...volume,
				type: MINIX_PARTITION_TYPE,
				active: false,
				content: buildVolume(volume, root, programs),
			})),
		],
	);
	const part = (name: (typeof RESULTS)[number]) => path.join(outDir, `${name}.part`);
	fs.rmSync(stampPath(outDir), { force: true });
	writeDisk(disk, part('kintsugi.img'));
	fs.writeFileSync(part('bios.bin'), firmware.content);
	fs.copyFileSync(inputs.netModule, part(NET_MODULE));
	const image = fs.readFileSync(part('kintsugi.img'));
	const netModule = fs.readFileSync(inputs.netModule);
	const imageHash = createHash('sha256').update(image);
	const manifest: ManifestData = {
		format: MANIFEST_FORMAT,
		version: projectVersion(),
		buildId: imageHash.copy().update(firmware.content).update(netModule).digest('hex'),
		files: {
			'bios.bin': { sha256: sha256(firmware.content), size: firmware.content.length },
			'kintsugi.img': { sha256: imageHash.digest('hex'), size: image.length },
			[NET_MODULE]: { sha256: sha256(netModule), size: netModule.length },
		},
		partitions: disk.partitions.map(
			({ name, type, startLba, sectors }): PartitionEntry => ({
				name,
				type,
				startLba,
				sectors,
			}),
		),
		binaries: binaries.map(describeBinary),
		loc: countComponents(
			new Map(
				allSources(root).map((file) => [
					file,
					fs.readFileSync(path.join(root, file), 'utf8'),
				]),
			),
		),
	};
	fs.writeFileSync(part('manifest.json'), `${JSON.stringify(manifest)}\n`);
	for (const name of RESULTS) fs.renameSync(part(name), path.join(outDir, name));
	const results = RESULTS.map((name) => [name, fingerprint(outDir, name)]);
	const stamp: Stamp = { key: inputKey(inputs), results: Object.fromEntries(results) };
	fs.writeFileSync(`${stampPath(outDir)}.part`, JSON.stringify(stamp));
	fs.renameSync(`${stampPath(outDir)}.part`, stampPath(outDir));
}

export function readBuildId(outDir: string): string {
	return JSON.parse(fs.readFileSync(path.join(outDir, 'manifest.json'), 'utf8')).buildId;
}

function planOf(binaries: readonly { readonly plan: BinaryPlan }[]): ImagePlan {
	const programs = binaries.filter(({ plan }) => plan.flavour.name === 'user');
	return planImage(
		programs.map(({ plan }) => ({ name: plan.name, isCommand: plan.kind === 'command' })),
	);
}

/** Kernel, its symbols, what RS reads, the programs in the plan's order, the root file system last. */
function bootArchive(
	binaries: readonly BuiltBinary[],
	plan: ImagePlan,
	systemConf: Uint8Array,
	root: string,
	programs: ReadonlyMap<string, Uint8Array>,
): Uint8Array {
	const kernel = required(binaries, 'kernel', 'os-image/kernel/');
	const components = binaries
		.filter(({ plan: { kind } }) => kind === 'server' || kind === 'driver')
		.map(({ plan: { name }, elf }) => ({ name, elf }));
	const entries: ArchiveEntry[] = [
		{ name: KERNEL_ENTRY, kind: 'kernel', content: kernel.content },
		{ name: SYMBOLS_ENTRY, kind: 'symbols', content: buildKernelSymbols(kernel.elf) },
		{ name: SYSTEM_CONF_ENTRY, kind: 'text', content: systemConf },
		{
			name: COMPONENT_SYMBOLS_ENTRY,
			kind: 'text',
			content: buildComponentSymbols(components),
		},
		...plan.modules.map(
			(name): ArchiveEntry => ({
				name,
				kind: 'program',
				content: programs.get(name) ?? new Uint8Array(0),
			}),
		),
		{
			name: RAMDISK_ENTRY,
			kind: 'ramdisk',
			content: buildVolume(plan.ramdisk, root, programs),
		},
	];
	return buildArchive(entries);
}

function required(binaries: readonly BuiltBinary[], name: string, place: string): BuiltBinary {
	const binary = binaries.find(({ plan }) => plan.name === name);
	if (!binary) {
		throw new BuildError(
			`There is no ${name} to make an image with: expected its sources in ${place}.`,
		);
	}
	return binary;
}

function inputKey({ root, binaries, netModule, digest }: ImageInputs): string {
	const { ramdisk, volumes: disks } = planOf(binaries);
	const volumes = [ramdisk, ...disks].flatMap((volume) => volumeSources(volume, root));
	const builder = fs.readdirSync(BUILDER_DIR, { recursive: true, encoding: 'utf8' });
	const builderSources = builder
		.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
		.map((file) => path.join(BUILDER_DIR, file));
	const parts = [
		projectVersion(),
		String(IMAGE_TIME),
		...binaries.map(({ plan, elf }) => `${plan.name} ${digest(elf)}`),
		digest(netModule),
		...volumes.map((file) => `${file} ${executable(root, file)} ${digest(file)}`),
		...allSources(root).map((file) => `${file} ${digest(file)}`),
		...builderSources.sort().map(digest),
	];
	return sha256(Buffer.from(parts.join('\n')));
}

function executable(root: string, file: string): boolean {
	return (fs.statSync(path.join(root, file)).mode & 0o100) !== 0;
}

function fingerprint(outDir: string, name: string): string {
	const stat = fs.statSync(path.join(outDir, name), { throwIfNoEntry: false });
	return stat ? `${stat.size} ${stat.mtimeMs}` : 'missing';
}

function stampPath(outDir: string): string {
	return path.join(outDir, 'image-stamp.json');
}

function projectVersion(): string {
	const file = path.join(BUILDER_DIR, '../../package.json');
	return JSON.parse(fs.readFileSync(file, 'utf8')).version;
}
