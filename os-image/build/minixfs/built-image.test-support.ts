/** The built disk image's volumes, for tests that put others in their place or have them checked. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Manifest, type PartitionEntry } from '../../../src/machine/manifest.ts';
import { ADMIN_ENV } from './host-programs.test-support.ts';

const OS_FOLDER = fileURLToPath(new URL('../../../build/os/', import.meta.url));
const SECTOR = 512;

export function readImage(): Uint8Array {
	return new Uint8Array(fs.readFileSync(path.join(OS_FOLDER, 'kintsugi.img')));
}

export function partition(name: string): PartitionEntry {
	const manifest = Manifest.parse(fs.readFileSync(path.join(OS_FOLDER, 'manifest.json'), 'utf8'));
	const found = manifest.data.partitions.find((entry) => entry.name === name);
	if (!found) throw new Error(`The image has no partition "${name}".`);
	return found;
}

/** The bytes of a partition, as a view: writing to it changes the image. */
export function viewVolume(image: Uint8Array, name: string): Uint8Array {
	const { startLba, sectors } = partition(name);
	return image.subarray(startLba * SECTOR, (startLba + sectors) * SECTOR);
}

export interface Verdict {
	status: number | null;
	output: string;
}

/** What `fsck.minix -f` says of a volume; status 0 is clean. */
export function fsckMinix(volume: Uint8Array): Verdict {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kintsugi-volume-'));
	try {
		const file = path.join(folder, 'volume');
		fs.writeFileSync(file, volume);
		const { status, stdout, stderr } = spawnSync('fsck.minix', ['-f', file], {
			env: ADMIN_ENV,
			encoding: 'utf8',
		});
		return { status, output: stdout + stderr };
	} finally {
		fs.rmSync(folder, { recursive: true, force: true });
	}
}
