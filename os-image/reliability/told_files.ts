/*
 * What the guest's `churn` says is on the disk, and whether it is: the host reads the disk
 * image itself.
 */
import { fillSeeded } from '../../src/machine/seeded_content.ts';
import { readVolume } from '../build/minixfs/reader.test-support.ts';

interface ToldFile {
	readonly bytes: number;
	readonly seed: number;
}

export class ToldFiles {
	/** `undefined`: it is gone. What is begun and not ended may be anything, and is not here. */
	readonly #files = new Map<string, ToldFile | undefined>();
	#rest = '';

	/** Files that are known to be there. */
	get count(): number {
		return [...this.#files.values()].filter((file) => file !== undefined).length;
	}

	/** Output of `churn`, cut anywhere. */
	take(text: string): void {
		const lines = (this.#rest + text).split('\n');
		this.#rest = lines.pop() ?? '';
		for (const line of lines) this.#takeLine(line);
	}

	/**
	 * A sentence for each file that is not as it was told, in a volume where `churn` worked in
	 * the directory of that name.
	 */
	problemsIn(volume: Uint8Array, directory: string): string[] {
		const found = readVolume(volume);
		const problems: string[] = [];
		for (const [name, file] of this.#files) {
			const content = found.get(`/${directory}/${name}`)?.content;
			const what = content ? `${content.length} bytes` : 'not there';
			if (!file) {
				if (content) problems.push(`${name} should be gone, and is ${what}`);
				continue;
			}
			const expected = Buffer.alloc(file.bytes);
			fillSeeded(expected, file.seed, 0);
			if (content?.length !== file.bytes) {
				problems.push(`${name} should be ${file.bytes} bytes, and is ${what}`);
			} else if (!content.equals(expected)) {
				problems.push(`${name}, ${what}, is not what follows from seed ${file.seed}`);
			}
		}
		return problems;
	}

	#takeLine(line: string): void {
		const [, verb, name = '', bytes, seed] =
			/^(begin|is|gone) (\S+)(?: (\d+) (\d+))?$/.exec(line) ?? [];
		if (verb === 'begin') this.#files.delete(name);
		else if (verb === 'gone') this.#files.set(name, undefined);
		else if (verb === 'is') this.#files.set(name, { bytes: Number(bytes), seed: Number(seed) });
		else if (!/^\d+ steps$/.test(line)) throw new Error(`churn does not say "${line}".`);
	}
}
