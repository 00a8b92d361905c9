/* Reads a MINIX file system back, to compare it with what was written. */
import {
	BLOCK_SIZE,
	DIRECT_ZONES,
	DIRENT_SIZE,
	FIRST_BITMAP_BLOCK,
	INODE,
	INODE_SIZE,
	MODE_DIRECTORY,
	MODE_KIND,
	ROOT_INODE,
	SUPER,
	SUPER_BLOCK,
	ZONES_PER_BLOCK,
} from './format.ts';

export interface ReadFile {
	readonly inode: number;
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	/** Device number, of a special file. */
	readonly device: number;
	readonly links: number;
	readonly time: number;
	readonly zones: readonly number[];
	readonly content: Buffer;
}

/** All files and directories of a volume by path; the root is "". */
export function readVolume(volume: Uint8Array): Map<string, ReadFile> {
	const bytes = Buffer.from(volume.buffer, volume.byteOffset, volume.length);
	const found = new Map<string, ReadFile>();
	const visit = (path: string, number: number) => {
		const file = readInode(bytes, number);
		found.set(path, file);
		if ((file.mode & MODE_KIND) !== MODE_DIRECTORY) return;
		for (let at = 2 * DIRENT_SIZE; at < file.content.length; at += DIRENT_SIZE) {
			if (file.content.readUInt32LE(at) === 0) continue; // of a file that was removed
			const name = file.content
				.toString('utf8', at + 4, at + DIRENT_SIZE)
				.replace(/\0.*/s, '');
			visit(`${path}/${name}`, file.content.readUInt32LE(at));
		}
	};
	visit('', ROOT_INODE);
	return found;
}

function readInode(bytes: Buffer, number: number): ReadFile {
	const superBlock = bytes.subarray(SUPER_BLOCK * BLOCK_SIZE);
	const bitmaps =
		superBlock.readUInt16LE(SUPER.inodeMapBlocks) +
		superBlock.readUInt16LE(SUPER.zoneMapBlocks);
	const table = (FIRST_BITMAP_BLOCK + bitmaps) * BLOCK_SIZE;
	const inode = bytes.subarray(table + (number - 1) * INODE_SIZE);
	const size = inode.readUInt32LE(INODE.size);
	const zoneList = (block: number) =>
		Array.from({ length: ZONES_PER_BLOCK }, (_, n) =>
			bytes.readUInt32LE(block * BLOCK_SIZE + 4 * n),
		);
	const slot = (index: number) => inode.readUInt32LE(INODE.zones + 4 * index);
	const zones = Array.from({ length: DIRECT_ZONES }, (_, n) => slot(n));
	if (slot(7) !== 0) zones.push(...zoneList(slot(7)));
	if (slot(8) !== 0) {
		for (const block of zoneList(slot(8))) if (block !== 0) zones.push(...zoneList(block));
	}
	const used = zones.slice(0, Math.ceil(size / BLOCK_SIZE));
	const blocks = used.map((zone) => bytes.subarray(zone * BLOCK_SIZE, (zone + 1) * BLOCK_SIZE));
	return {
		inode: number,
		mode: inode.readUInt16LE(INODE.mode),
		uid: inode.readUInt16LE(INODE.uid),
		gid: inode.readUInt16LE(INODE.gid),
		device: slot(0),
		links: inode.readUInt16LE(INODE.links),
		time: inode.readUInt32LE(INODE.modifyTime),
		zones: used,
		content: Buffer.concat(blocks).subarray(0, size),
	};
}
