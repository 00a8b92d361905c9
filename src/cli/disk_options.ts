/*
 * The options about disks that every command which starts a machine shares: which image
 * it boots from, and what the second drive is.
 */
import type { DiskContent } from '../machine/cow_disk.ts';
import { MachineError } from '../machine/errors.ts';
import { isSyntheticSpec, parseSyntheticSpec } from '../machine/synthetic/synthetic_disk.ts';
import { type OptionTable, UsageError } from './command.ts';

export const diskOptionTable = {
	disk: { type: 'string', multiple: true },
} as const satisfies OptionTable;

export const diskOptionHelp = `\
  --disk IMG           boot this disk image instead of build/os/kintsugi.img; it is not written
  --disk synthetic:SIZE[,seed=N]
                       a second drive, /dev/c0d1, with a file system on /dev/c0d1p1 that has
                       one file of SIZE bytes (such as 64M or 1G, up to 2G less one), called
                       random. It is what the LAN's server has as /random/SIZE?seed=N, whose
                       /random/SIZE.sha1?seed=N is its digest. Takes no memory; writes to it
                       are lost at the end`;

export interface DiskOptionValues {
	disk?: string[] | undefined;
}

export interface DiskOptions {
	/** The file to boot from; undefined: the one that was built. */
	readonly imagePath: string | undefined;
	readonly secondDisk: DiskContent | undefined;
}

export function diskOptions({ disk: words = [] }: DiskOptionValues): DiskOptions {
	const synthetic = words.filter(isSyntheticSpec);
	const images = words.filter((word) => !isSyntheticSpec(word));
	if (synthetic.length > 1 || images.length > 1) {
		throw new UsageError(
			`--disk is given as ${words.join(' and ')}: expected at most one image to boot from ` +
				'and one synthetic disk.',
		);
	}
	return { imagePath: images[0], secondDisk: synthetic.map(secondDiskOption)[0] };
}

function secondDiskOption(text: string): DiskContent {
	try {
		return parseSyntheticSpec(text);
	} catch (error) {
		if (error instanceof MachineError) throw new UsageError(`--disk: ${error.message}`);
		throw error;
	}
}
