/*
 * Makes a MINIX file system, version 3, out of a tree in memory. Files lie
 * contiguously, their indirect blocks before them, so that a file server can
 * fetch a file in large requests. The same tree gives the same bytes.
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
	MODE_DIRECTORY,
	MODE_FILE,
	NAME_MAX,
	ROOT_INODE,
	SUPER,
	SUPER_BLOCK,
	ZONES_PER_BLOCK,
} from './format.ts';

export interface FileNode {
	readonly content: Uint8Array;
	/** Permission bits. */
	readonly mode: number;
}

export interface DirectoryNode {
	readonly children: ReadonlyMap<string, FileNode | DirectoryNode>;
	readonly mode: number;
}

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
			inode: this.takeInode(),
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
		this.writeInode(inode, MODE_DIRECTORY | node.mode, 2 + subdirectories, content);
		for (const { child, inode: number } of numbered) {
			if ('children' in child) this.writeDirectory(number, inode, child);
			else this.writeInode(number, MODE_FILE | child.mode, 1, child.content);
		}
	}

	private writeInode(inode: number, mode: number, links: number, content: Uint8Array): void {
		const { inodeMapBlocks, zoneMapBlocks } = this.layout;
		const table = (FIRST_BITMAP_BLOCK + inodeMapBlocks + zoneMapBlocks) * BLOCK_SIZE;
		const at = table + (inode - 1) * INODE_SIZE;
		this.view.setUint16(at + INODE.mode, mode, true);
		this.view.setUint16(at + INODE.links, links, true);
		this.view.setUint32(at + INODE.size, content.length, true);
		for (const field of [INODE.accessTime, INODE.modifyTime, INODE.changeTime]) {
			this.view.setUint32(at + field, this.options.time, true);
		}
		this.writeContent(content).forEach((zone, index) => {
			this.view.setUint32(at + INODE.zones + index * 4, zone, true);
		});
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
