/*
 * The plan of the image: which programs are loaded with the kernel, which
 * partitions there are and what their file systems hold. A change of what goes
 * where is a change of this file alone.
 */
import { DEVICE_FILES } from './device-files.ts';

export const MIB = 1024 * 1024;

/** Seconds since 1970 that files of the image bear: 2026-01-01, or SOURCE_DATE_EPOCH. */
export const IMAGE_TIME = Number(process.env.SOURCE_DATE_EPOCH ?? 1767225600);

/** Started by the kernel, in this order; the archive begins with them. */
export const FIRST_PROGRAMS: readonly string[] = ['pm', 'rs', 'init'];

export const KERNEL_ENTRY = 'kernel';
export const SYMBOLS_ENTRY = 'kernel.sym';
export const RAMDISK_ENTRY = 'root.img';

/** One thing that a volume holds. `to` is the path in the volume, `from` one in the project. */
export type TreeItem =
	| { readonly kind: 'directory'; readonly to: string; readonly mode: number }
	/** A file, or a folder with all that is in it. */
	| { readonly kind: 'copy'; readonly to: string; readonly from: string }
	/** A program of the build, by name. */
	| { readonly kind: 'program'; readonly to: string; readonly program: string }
	/** A special file; `number` as kintsugi/devices.h has it. */
	| {
			readonly kind: 'device';
			readonly to: string;
			readonly type: 'character' | 'block';
			readonly number: number;
			readonly mode: number;
	  }
	| { readonly kind: 'symlink'; readonly to: string; readonly target: string }
	/** A further name for a file that an earlier item put at `existing`. */
	| { readonly kind: 'link'; readonly to: string; readonly existing: string };

export interface VolumePlan {
	readonly name: string;
	/** Bytes. */
	readonly size: number;
	readonly inodes: number;
	readonly tree: readonly TreeItem[];
}

const directory = (to: string, mode = 0o755): TreeItem => ({ kind: 'directory', to, mode });
const copy = (to: string, from: string): TreeItem => ({ kind: 'copy', to, from });

/** The root file system: loaded with the kernel, so that it survives any disk driver. */
export const RAMDISK: VolumePlan = {
	name: 'root',
	size: 4 * MIB,
	inodes: 512,
	tree: [
		directory('bin'),
		directory('data'),
		directory('dev'),
		...DEVICE_FILES,
		copy('etc', 'os-image/etc'),
		directory('root', 0o700),
		directory('tmp', 0o1777),
		directory('usr'),
		directory('var'),
	],
};

/** The first partition: the boot archive. */
export const BOOT_PARTITION = { name: 'boot', type: 0x7f, size: 15 * MIB } as const;

export const MINIX_PARTITION_TYPE = 0x81;

/** The further partitions, in order. */
export const VOLUMES: readonly VolumePlan[] = [
	{
		name: 'usr',
		size: 16 * MIB,
		inodes: 2048,
		tree: [directory('bin'), directory('share/doc'), copy('share/doc/LICENSE', 'LICENSE')],
	},
	{ name: 'data', size: 32 * MIB, inodes: 4096, tree: [] },
];

/**
 * The programs of the boot archive in its order: the first ones, then by name all that no volume
 * holds.
 */
export function bootModules<Program extends { readonly name: string }>(
	programs: readonly Program[],
	volumes: readonly VolumePlan[] = [RAMDISK, ...VOLUMES],
): Program[] {
	const items = volumes.flatMap(({ tree }) => tree);
	const inVolume = (name: string) =>
		items.some((item) => item.kind === 'program' && item.program === name);
	const rank = ({ name }: Program) => {
		const place = FIRST_PROGRAMS.indexOf(name);
		return place < 0 ? FIRST_PROGRAMS.length : place;
	};
	return programs
		.filter(({ name }) => FIRST_PROGRAMS.includes(name) || !inVolume(name))
		.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}
