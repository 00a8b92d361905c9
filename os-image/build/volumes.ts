/*
 * Makes the file systems of the plan: gathers a volume's tree from the project
 * and the built programs, then has the file-system writer lay it out.
 *
 * A copied file is 0755 when its owner may execute it, else 0644; nothing else
 * of the host's metadata gets into the image.
 */
import fs from 'node:fs';
import path from 'node:path';
import { BuildError } from './build-error.ts';
import { IMAGE_TIME, type TreeItem, type VolumePlan } from './image-plan.ts';
import { type DirectoryNode, type Node, writeVolume } from './minixfs/writer.ts';

type Leaf = Exclude<Node, DirectoryNode>;

interface MutableDirectory extends DirectoryNode {
	readonly children: Map<string, Leaf | MutableDirectory>;
	mode: number;
}

export function buildVolume(
	plan: VolumePlan,
	root: string,
	programs: ReadonlyMap<string, Uint8Array>,
): Uint8Array {
	const tree = newDirectory();
	for (const item of plan.tree) place(tree, item, plan.name, root, programs);
	return writeVolume(tree, { ...plan, size: plan.size - (plan.spare ?? 0), time: IMAGE_TIME });
}

/** The files of the project that a volume is made from, relative to the root. */
export function volumeSources(plan: VolumePlan, root: string): string[] {
	return plan.tree.flatMap((item) => (item.kind === 'copy' ? filesUnder(root, item.from) : []));
}

function place(
	tree: MutableDirectory,
	item: TreeItem,
	volume: string,
	root: string,
	programs: ReadonlyMap<string, Uint8Array>,
): void {
	if (item.kind === 'directory') {
		subdirectory(tree, item.to).mode = item.mode;
	} else if (item.kind === 'program') {
		const content = programs.get(item.program);
		if (!content) {
			throw new BuildError(
				`The volume ${volume} of image-plan.ts wants the program "${item.program}", which ` +
					'is not built: expected a folder of that name in servers, drivers or commands.',
			);
		}
		put(tree, item.to, { content, mode: item.mode ?? 0o755 });
	} else if (item.kind === 'mode') {
		put(tree, item.to, { ...existingFile(tree, item.to, volume), mode: item.mode });
	} else if (item.kind === 'device') {
		put(tree, item.to, { device: item.type, number: item.number, mode: item.mode });
	} else if (item.kind === 'symlink') {
		put(tree, item.to, { target: item.target });
	} else if (item.kind === 'link') {
		put(tree, item.to, existingFile(tree, item.existing, volume));
	} else {
		for (const file of filesUnder(root, item.from)) {
			const below = path.posix.relative(item.from, file);
			const absolute = path.join(root, file);
			const executable = fs.statSync(absolute).mode & 0o100;
			put(tree, path.posix.join(item.to, below), {
				content: fs.readFileSync(absolute),
				mode: executable ? 0o755 : 0o644,
			});
		}
	}
}

function existingFile(tree: MutableDirectory, name: string, volume: string): Leaf {
	const folder = subdirectory(tree, path.posix.dirname(name));
	const found = folder.children.get(path.posix.basename(name));
	if (!found || 'children' in found) {
		throw new BuildError(
			`The volume ${volume} of image-plan.ts names "${name}", which no earlier item puts ` +
				'there as a file.',
		);
	}
	return found;
}

function put(tree: MutableDirectory, to: string, file: Leaf): void {
	subdirectory(tree, path.posix.dirname(to)).children.set(path.posix.basename(to), file);
}

function subdirectory(tree: MutableDirectory, to: string): MutableDirectory {
	let directory = tree;
	for (const name of to.split('/').filter((part) => part !== '' && part !== '.')) {
		let next = directory.children.get(name);
		if (!next) {
			next = newDirectory();
			directory.children.set(name, next);
		}
		if (!('children' in next)) {
			throw new BuildError(
				`image-plan.ts wants "${name}" of "${to}" as file and as directory.`,
			);
		}
		directory = next;
	}
	return directory;
}

function newDirectory(): MutableDirectory {
	return { children: new Map(), mode: 0o755 };
}

/** The file itself, or all files of a folder and those below it, sorted, with forward slashes. */
function filesUnder(root: string, from: string): string[] {
	const absolute = path.join(root, from);
	if (!fs.existsSync(absolute)) {
		throw new BuildError(
			`image-plan.ts puts ${from} into the image, but there is no such file.`,
		);
	}
	if (!fs.statSync(absolute).isDirectory()) return [from];
	return fs
		.readdirSync(absolute)
		.sort()
		.flatMap((name) => filesUnder(root, path.posix.join(from, name)));
}
