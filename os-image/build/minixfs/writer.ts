/*
 * Makes a MINIX file system, version 3, out of a tree in memory. Files lie
 * contiguously, their indirect blocks before them, so that a file server can
 * fetch a file in large requests. The same tree gives the same bytes. A file that
 * stands in the tree under several names (the same object) is one file with so
 * many hard links.
 */
import { BuildError } from '../build-error.ts';
import {
	BLOCK_SIZE,
	DIRECT_ZONES,
	DIRENT_SIZE,
	FIRST_BITMAP_BLOCK,
	type Geometry,
	geometry,
	INODE,
	INODE_SIZE,
	MAGIC,
	MAX_FILE_SIZE,
	MODE_BLOCK_DEVICE,
	MODE_CHARACTER_DEVICE,
	MODE_DIRECTORY,
	MODE_FILE,
	MODE_SYMLINK,
	NAME_MAX,
	ROOT_INODE,
	SUPER,
	SUPER_BLOCK,
	ZONES_PER_BLOCK,
} from './format.ts';

interface Owned {
	/** Permission bits. */
	readonly mode: number;
	/** 0 (root) if left out. */
	readonly uid?: number;
	readonly gid?: number;
}

export interface FileNode extends Owned {
	readonly content: Uint8Array;
}

export interface DirectoryNode extends Owned {
	readonly children: ReadonlyMap<string, Node>;
}

export interface DeviceNode extends Owned {
	readonly device: 'character' | 'block';
	/** As kintsugi/devices.h has it. */
	readonly number: number;
}

export interface SymlinkNode {
	readonly target: string;
}

export type Node = FileNode | DirectoryNode | DeviceNode | SymlinkNode;
type Leaf = Exclude<Node, DirectoryNode>;

export interface VolumeOptions {
	/** For messages. */
	readonly name: string;
	/** Bytes; a multiple of the block size. */
	readonly size: number;
	/** Files and directories that there is room for, rounded up to a whole block. */
	readonly inodes: number;
	/** Of every inode, in seconds since 1970. */
	readonly time: number;
}

export function writeVolume(root: DirectoryNode, options: VolumeOptions): Uint8Array {
	return new VolumeWriter(options).write(root);
}

class VolumeWriter {
	private readonly layout: Geometry;
	private readonly volume: Uint8Array;
	private readonly view: DataView;
	private nextInode = ROOT_INODE;
	private nextZone: number;
	/** Of the nodes met so far. */
	private readonly inodes = new Map<Node, number>();

	constructor(private readonly options: VolumeOptions) {
		this.layout = geometry(options.size / BLOCK_SIZE, options.inodes);
		this.volume = new Uint8Array(options.size);
		this.view = new DataView(this.volume.buffer);
		this.nextZone = this.layout.firstDataZone;
	}

	write(root: DirectoryNode): Uint8Array {
		const inode = this.takeInode();
		this.writeDirectory(inode, inode, root);
		this.writeSuperBlock();
		const { inodeMapBlocks, zoneMapBlocks, inodeCount, firstDataZone, zoneCount } = this.layout;
		const zoneMap = FIRST_BITMAP_BLOCK + inodeMapBlocks;
		this.writeBitmap(FIRST_BITMAP_BLOCK, inodeMapBlocks, this.nextInode, inodeCount + 1);
		const usedZones = this.nextZone - firstDataZone + 1;
		this.writeBitmap(zoneMap, zoneMapBlocks, usedZones, zoneCount - firstDataZone + 1);
		return this.volume;
	}

	private writeDirectory(inode: number, parent: number, node: DirectoryNode): void {
		const children = [...node.children].sort(([a], [b]) => (a < b ? -1 : 1));
		const numbered = children.map(([name, child]) => ({
			name,
			child,
			...this.inodeOf(child),
		}));
		const subdirectories = numbered.filter(({ child }) => 'children' in child).length;
		const entries = [{ name: '.', inode }, { name: '..', inode: parent }, ...numbered];
		const content = new Uint8Array(entries.length * DIRENT_SIZE);
		const view = new DataView(content.buffer);
		entries.forEach((entry, index) => {
			const encoded = Buffer.from(entry.name, 'utf8');
			if (encoded.length > NAME_MAX || encoded.length === 0 || entry.name.includes('/')) {
				throw new BuildError(
					`The volume ${this.options.name} can't hold a file named "${entry.name}": 1 to ` +
						`${NAME_MAX} bytes, without a slash.`,
				);
			}
			view.setUint32(index * DIRENT_SIZE, entry.inode, true);
			content.set(encoded, index * DIRENT_SIZE + 4);
		});
		this.writeInode(inode, MODE_DIRECTORY | node.mode, node, content.length);
		this.writeZones(inode, this.writeContent(content));
		this.addLinks(inode, 2 + subdirectories);
		for (const { child, inode: number, isNew } of numbered) {
			if ('children' in child) {
				this.writeDirectory(number, inode, child);
				continue;
			}
			if (isNew) this.writeLeaf(number, child);
			this.addLinks(number, 1);
		}
	}

	private writeLeaf(inode: number, node: Leaf): void {
		if ('device' in node) {
			const kind = node.device === 'block' ? MODE_BLOCK_DEVICE : MODE_CHARACTER_DEVICE;
			this.writeInode(inode, kind | node.mode, node, 0);
			this.writeZones(inode, [node.number]);
			return;
		}
		const [mode, owner, content] =
			'target' in node
				? [MODE_SYMLINK | 0o777, {}, Buffer.from(node.target, 'utf8')]
				: [MODE_FILE | node.mode, node, node.content];
		this.writeInode(inode, mode, owner, content.length);
		this.writeZones(inode, this.writeContent(content));
	}

	private writeInode(
		inode: number,
		mode: number,
		owner: { readonly uid?: number; readonly gid?: number },
		size: number,
	): void {
		const at = this.inodeOffset(inode);
		this.view.setUint16(at + INODE.mode, mode, true);
		this.view.setUint16(at + INODE.uid, owner.uid ?? 0, true);
		this.view.setUint16(at + INODE.gid, owner.gid ?? 0, true);
		this.view.setUint32(at + INODE.size, size, true);
		for (const field of [INODE.accessTime, INODE.modifyTime, INODE.changeTime]) {
			this.view.setUint32(at + field, this.options.time, true);
		}
	}

	private addLinks(inode: number, links: number): void {
		const at = this.inodeOffset(inode) + INODE.links;
		this.view.setUint16(at, this.view.getUint16(at, true) + links, true);
	}

	private writeZones(inode: number, zones: readonly number[]): void {
		const at = this.inodeOffset(inode) + INODE.zones;
		zones.forEach((zone, index) => {
			this.view.setUint32(at + index * 4, zone, true);
		});
	}

	private inodeOffset(inode: number): number {
		const { inodeMapBlocks, zoneMapBlocks } = this.layout;
		const table = (FIRST_BITMAP_BLOCK + inodeMapBlocks + zoneMapBlocks) * BLOCK_SIZE;
		return table + (inode - 1) * INODE_SIZE;
	}

	/** Places a file's data and its indirect blocks; gives the inode's zone numbers. */
	private writeContent(content: Uint8Array): number[] {
		const blocks = Math.ceil(content.length / BLOCK_SIZE);
		const beyondDirect = Math.max(0, blocks - DIRECT_ZONES);
		const beyondSingle = Math.max(0, beyondDirect - ZONES_PER_BLOCK);
		const doubles = Math.ceil(beyondSingle / ZONES_PER_BLOCK);
		if (doubles > ZONES_PER_BLOCK) {
			throw new BuildError(
				`The volume ${this.options.name} would get a file of ${content.length} bytes; the ` +
					'image builder writes files of up to 64 MB.',
			);
		}
		const single = beyondDirect > 0 ? this.takeZones(1) : 0;
		const double = doubles > 0 ? this.takeZones(1 + doubles) : 0;
		const data = this.takeZones(blocks);
		this.volume.set(content, data * BLOCK_SIZE);
		const zone = (index: number) => data + index;
		const inodeZones = range(Math.min(blocks, DIRECT_ZONES)).map(zone);
		if (single === 0) return inodeZones;
		this.writeZoneList(single, DIRECT_ZONES, Math.min(beyondDirect, ZONES_PER_BLOCK), zone);
		if (double > 0) {
			this.writeZoneList(double, 0, doubles, (index) => double + 1 + index);
			for (const index of range(doubles)) {
				const done = index * ZONES_PER_BLOCK;
				const count = Math.min(ZONES_PER_BLOCK, beyondSingle - done);
				this.writeZoneList(
					double + 1 + index,
					DIRECT_ZONES + ZONES_PER_BLOCK + done,
					count,
					zone,
				);
			}
		}
		return double > 0 ? [...inodeZones, single, double] : [...inodeZones, single];
	}

	/** Fills an indirect block with zone(first), zone(first + 1), and so on. */
	private writeZoneList(
		block: number,
		first: number,
		count: number,
		zone: (index: number) => number,
	): void {
		for (const index of range(count)) {
			this.view.setUint32(block * BLOCK_SIZE + index * 4, zone(first + index), true);
		}
	}

	private writeSuperBlock(): void {
		const at = SUPER_BLOCK * BLOCK_SIZE;
		const { inodeCount, inodeMapBlocks, zoneMapBlocks, firstDataZone, zoneCount } = this.layout;
		this.view.setUint32(at + SUPER.inodeCount, inodeCount, true);
		this.view.setUint16(at + SUPER.inodeMapBlocks, inodeMapBlocks, true);
		this.view.setUint16(at + SUPER.zoneMapBlocks, zoneMapBlocks, true);
		this.view.setUint16(at + SUPER.firstDataZone, firstDataZone, true);
		this.view.setUint32(at + SUPER.maxSize, MAX_FILE_SIZE, true);
		this.view.setUint32(at + SUPER.zoneCount, zoneCount, true);
		this.view.setUint16(at + SUPER.magic, MAGIC, true);
		this.view.setUint16(at + SUPER.blockSize, BLOCK_SIZE, true);
	}

	/** Sets the bits below `used` and those from `count` to the end of the last block. */
	private writeBitmap(block: number, blocks: number, used: number, count: number): void {
		const set = (bit: number) => {
			const at = block * BLOCK_SIZE + (bit >> 3);
			this.volume[at] = (this.volume[at] ?? 0) | (1 << (bit & 7));
		};
		for (let bit = 0; bit < used; bit++) set(bit);
		for (let bit = count; bit < blocks * BLOCK_SIZE * 8; bit++) set(bit);
	}

	/** Gives a node its inode, or finds the one it got under another name. */
	private inodeOf(node: Node): { readonly inode: number; readonly isNew: boolean } {
		const known = this.inodes.get(node);
		if (known === undefined) {
			const inode = this.takeInode();
			this.inodes.set(node, inode);
			return { inode, isNew: true };
		}
		if ('children' in node) {
			throw new BuildError(
				`The volume ${this.options.name} would get a directory under two names.`,
			);
		}
		return { inode: known, isNew: false };
	}

	private takeInode(): number {
		if (this.nextInode > this.layout.inodeCount) {
			throw new BuildError(
				`The volume ${this.options.name} has more than ${this.layout.inodeCount} files and ` +
					'directories. Give it more inodes in image-plan.ts.',
			);
		}
		return this.nextInode++;
	}

	/** The first of `count` zones in a row. */
	private takeZones(count: number): number {
		const first = this.nextZone;
		if (first + count > this.layout.zoneCount) {
			throw new BuildError(
				`The contents of volume ${this.options.name} exceed its ${this.options.size} bytes. ` +
					'Enlarge it in image-plan.ts.',
			);
		}
		this.nextZone += count;
		return first;
	}
}

function range(count: number): number[] {
	return Array.from({ length: count }, (_, index) => index);
}
