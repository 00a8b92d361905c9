/**
 * Heavy use in the running system: a tree of a thousand files is copied, every copy's digest is
 * compared with what the host knows, and the volume must satisfy fsck.minix afterwards.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BootedGuest } from '../../../src/channel/booted_guest.test-support.ts';
import { SeededRandom } from '../../../src/machine/random.ts';
import { fsckMinix, readImage, viewVolume } from '../../build/minixfs/built-image.test-support.ts';
import { FSCK_MINIX_MISSING, isInstalled } from '../../build/minixfs/host-programs.test-support.ts';
import { type DirectoryNode, type Node, writeVolume } from '../../build/minixfs/writer.ts';

const FILES = 1000;
const FOLDERS = 40;
const SEED = 20070625;
const BUSY_MACHINE_MS = 240_000;

const random = new SeededRandom(SEED);
const below = (limit: number) => (random.nextInt32() >>> 0) % limit;

/** Most files are small, some need indirect blocks, a few double ones. */
function randomSize(): number {
	const kind = below(1000);
	if (kind < 50) return 0;
	if (kind < 850) return below(3000);
	if (kind < 996) return below(20_000);
	return 250_000 + below(100_000);
}

function randomBytes(length: number): Uint8Array {
	const bytes = new Uint8Array(length);
	for (let at = 0; at < length; at++) bytes[at] = random.nextInt32();
	return bytes;
}

interface Tree {
	readonly root: DirectoryNode;
	/** SHA-1 by path within the tree. */
	readonly digests: ReadonlyMap<string, string>;
}

function makeTree(): Tree {
	const digests = new Map<string, string>();
	const folders = new Map<string, Map<string, Node>>();
	const top = new Map<string, Node>();
	for (let n = 0; n < FOLDERS; n++) {
		const children = new Map<string, Node>();
		folders.set(`d${n}`, children);
		top.set(`d${n}`, { children, mode: 0o755 });
	}
	for (let n = 0; n < FILES; n++) {
		const folder = `d${below(FOLDERS)}`;
		const name = `file-${n}${'x'.repeat(below(30))}`;
		const content = randomBytes(randomSize());
		folders.get(folder)?.set(name, { content, mode: 0o644 });
		digests.set(`${folder}/${name}`, createHash('sha1').update(content).digest('hex'));
	}
	const source: DirectoryNode = { children: top, mode: 0o755 };
	return { root: { children: new Map([['source', source]]), mode: 0o755 }, digests };
}

describe(`a tree of ${FILES} files on /data`, () => {
	const tree = makeTree();
	const image = readImage();
	let guest: BootedGuest;

	beforeAll(async () => {
		const data = viewVolume(image, 'data');
		data.set(
			writeVolume(tree.root, {
				name: 'data',
				size: data.length,
				inodes: 8192,
				time: 1767225600,
			}),
		);
		guest = await BootedGuest.boot({ image });
	}, BUSY_MACHINE_MS);
	afterAll(() => guest?.dispose());

	it(
		'is copied with every digest right',
		async () => {
			const { status, output } = await guest.shell(
				'cp -r /data/source /data/copy && cd /data/copy && find . -type f | xargs sha1sum',
			);
			expect(output).not.toContain('cp: ');
			expect(status).toBe(0);
			const copied = new Map(
				output
					.trim()
					.split('\n')
					.map((line) => {
						const [digest = '', name = ''] = line.split('  ./');
						return [name, digest];
					}),
			);
			expect(copied.size).toBe(FILES);
			expect([...copied].sort()).toEqual([...tree.digests].sort());
		},
		BUSY_MACHINE_MS,
	);

	it(
		'leaves a volume that fsck.minix calls clean after renames, removals and sync',
		async (context) => {
			const { status, output } = await guest.shell(
				[
					'cd /data',
					'mv copy moved',
					'for d in moved/d1*; do mv $d source/new-$(basename $d); done',
					'rm -r source/d2*',
					'for f in moved/d3/*; do ln $f $f.link; rm $f; done',
					'ln -s ../moved source/link',
					'sync',
				].join('; '),
			);
			expect({ status, output }).toEqual({ status: 0, output: '' });
			const checked = await guest.shell('umount /data && fsck -f -n /dev/c0d0p3; mount -a');
			expect(checked).toMatchObject({ status: 0 });
			if (!isInstalled('fsck.minix')) return context.skip(FSCK_MINIX_MISSING);
			expect(fsckMinix(viewVolume(guest.machine.exportImage(), 'data'))).toMatchObject({
				status: 0,
			});
		},
		BUSY_MACHINE_MS,
	);
});
