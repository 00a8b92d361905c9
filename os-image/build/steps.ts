/*
 * Incremental steps: one output file each, made again only when its recipe or
 * the content of a file that it read has changed. Time stamps decide nothing,
 * so that a fresh checkout or a switched branch neither misses nor repeats work.
 *
 * The record of what each output was made from lies in one JSON file. A step
 * writes to a temporary name that is renamed when it succeeded, so an output
 * that exists is complete.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

export interface Step {
	/** Absolute path. */
	readonly output: string;
	/** Everything that decides the output, besides the content of its inputs. */
	readonly recipe: string;
	/** Inputs known beforehand, relative to the root or absolute. */
	readonly inputs: readonly string[];
	/** Makes `temporary`; gives further inputs that it found, or undefined when it failed. */
	readonly make: (temporary: string) => Promise<readonly string[] | undefined>;
}

interface Entry {
	readonly key: string;
	readonly inputs: readonly string[];
}

export type StepOutcome = 'fresh' | 'made' | 'failed';

export class StepRecord {
	private readonly entries: Map<string, Entry>;
	private readonly digests = new Map<string, string>();

	constructor(
		private readonly root: string,
		private readonly file: string,
	) {
		this.entries = new Map(Object.entries(readRecord(file)));
	}

	async run(step: Step): Promise<StepOutcome> {
		const name = path.relative(path.dirname(this.file), step.output);
		const known = this.entries.get(name);
		if (known && fs.existsSync(step.output) && known.key === this.key(step, known.inputs)) {
			return 'fresh';
		}
		this.entries.delete(name);
		fs.mkdirSync(path.dirname(step.output), { recursive: true });
		const temporary = `${step.output}.part`;
		const found = await step.make(temporary);
		if (!found) return 'failed';
		fs.renameSync(temporary, step.output);
		this.digests.delete(path.resolve(this.root, step.output));
		const inputs = [...new Set([...step.inputs, ...found])].sort();
		this.entries.set(name, { key: this.key(step, inputs), inputs });
		return 'made';
	}

	/** SHA-256 of a file's content, or `missing`; each file is read once in a build. */
	digest(file: string): string {
		const absolute = path.resolve(this.root, file);
		let digest = this.digests.get(absolute);
		if (digest === undefined) {
			digest = fs.existsSync(absolute) ? sha256(fs.readFileSync(absolute)) : 'missing';
			this.digests.set(absolute, digest);
		}
		return digest;
	}

	save(): void {
		fs.mkdirSync(path.dirname(this.file), { recursive: true });
		const partial = `${this.file}.part`;
		fs.writeFileSync(partial, JSON.stringify(Object.fromEntries(this.entries)));
		fs.renameSync(partial, this.file);
	}

	private key(step: Step, inputs: readonly string[]): string {
		const contents = inputs.map((input) => `${input}\0${this.digest(input)}`);
		return sha256(Buffer.from([step.recipe, ...contents].join('\n')));
	}
}

export function sha256(data: Uint8Array): string {
	return createHash('sha256').update(data).digest('hex');
}

/** Runs `work` on each item, at most `limit` at once, and gives the results in the items' order. */
export async function inParallel<Item, Result>(
	items: readonly Item[],
	limit: number,
	work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
	const results = new Array<Result>(items.length);
	const queue = items.entries();
	const worker = async () => {
		for (const [index, item] of queue) results[index] = await work(item);
	};
	await Promise.all(Array.from({ length: Math.max(1, limit) }, worker));
	return results;
}

/** A record that is missing or unreadable means that everything is made again. */
function readRecord(file: string): Record<string, Entry> {
	try {
		return JSON.parse(fs.readFileSync(file, 'utf8'));
	} catch {
		return {};
	}
}
